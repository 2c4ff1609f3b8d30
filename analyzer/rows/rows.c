/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging goes role by role, from last to first, over sorted rows: first the
 * values of the last role are collected for equal other roles, then equal
 * collections are joined. So four pairs of two domains and two types become one
 * row, and three pairs become two.
 */
#include "analyzer/rows/rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/kernel/sockopt.h"

const struct condition *row_condition(const struct row *row, enum role role)
{
	for (size_t i = 0; i < row->count; i++)
		if (row->condition[i].role == role)
			return &row->condition[i];
	return NULL;
}

struct row row_copy(struct arena *arena, const struct row *row)
{
	struct row copy = *row;

	copy.condition = arena_alloc(arena, row->count * sizeof(*copy.condition));
	if (row->count)
		memcpy(copy.condition, row->condition, row->count * sizeof(*copy.condition));
	return copy;
}

void row_put(struct row *row, struct condition condition)
{
	size_t at = 0;

	while (at < row->count && row->condition[at].role < condition.role)
		at++;
	if (at < row->count && row->condition[at].role == condition.role) {
		row->condition[at] = condition;
		return;
	}
	for (size_t i = row->count++; i > at; i--)
		row->condition[i] = row->condition[i - 1];
	row->condition[at] = condition;
}

void rows_add(struct rows *rows, const struct row *row)
{
	for (size_t i = 0; i < rows->count; i++)
		if (row_equal(&rows->at[i], row))
			return;
	rows->at = arena_grow(rows->arena, rows->at, rows->count, &rows->room, sizeof(*rows->at));
	rows->at[rows->count++] = row_copy(rows->arena, row);
}

static void row_forget(struct row *row, enum role role)
{
	size_t kept = 0;

	for (size_t i = 0; i < row->count; i++)
		if (row->condition[i].role != role)
			row->condition[kept++] = row->condition[i];
	row->count = kept;
}

static void rows_remove(struct rows *rows, size_t i)
{
	memmove(&rows->at[i], &rows->at[i + 1], (rows->count - i - 1) * sizeof(*rows->at));
	rows->count--;
}

static void rows_unique(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = rows->count - 1; j > i; j--)
			if (row_equal(&rows->at[i], &rows->at[j]))
				rows_remove(rows, j);
}

void rows_forget(struct rows *rows, enum role role)
{
	for (size_t i = 0; i < rows->count; i++)
		row_forget(&rows->at[i], role);
	rows_unique(rows);
}

static int row_order(const void *left, const void *right)
{
	return conditions_order(left, right);
}

static void rows_sort(struct rows *rows)
{
	if (rows->count > 1)
		qsort(rows->at, rows->count, sizeof(*rows->at), row_order);
}

static bool equal_but(const struct row *a, const struct row *b, enum role except)
{
	size_t i = 0, j = 0;

	if (!row_answers_equal(a, b))
		return false;
	while (i < a->count || j < b->count)
		if (i < a->count && a->condition[i].role == except)
			i++;
		else if (j < b->count && b->condition[j].role == except)
			j++;
		else if (i == a->count || j == b->count || !condition_equal(&a->condition[i++], &b->condition[j++]))
			return false;
	return true;
}

/* A set stays a set, and bits stay bits: a join must not become "anything". */
static bool values_fit(enum role role, const struct values *a, const struct values *b)
{
	struct values joined = *a;

	if (a->kind != b->kind || a->negated || b->negated || (a->kind != VALUES_SET && a->kind != VALUES_BITS))
		return false;
	values_join(&joined, role, b);
	return joined.kind == a->kind;
}

static size_t conditions_on(const struct row *row, enum role role)
{
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++)
		count += row->condition[i].role == role;
	return count;
}

/* Joins b into a along the only role in which they differ. Of several conditions on it all must hold. */
static bool row_join(struct row *a, const struct row *b, enum role role)
{
	struct condition *into = (struct condition *)row_condition(a, role);
	const struct condition *from = row_condition(b, role);

	if (into && from && (conditions_on(a, role) > 1 || conditions_on(b, role) > 1))
		return false;
	if (!into || !from) {
		row_forget(a, role);
		return true;
	}
	if (!values_fit(role, &into->values, &from->values))
		return false;
	values_join(&into->values, role, &from->values);
	return true;
}

static void merge_along(struct rows *rows, enum role role)
{
	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = i + 1; j < rows->count;)
			if (equal_but(&rows->at[i], &rows->at[j], role) && row_join(&rows->at[i], &rows->at[j], role))
				rows_remove(rows, j);
			else
				j++;
}

static bool rows_mention(const struct rows *rows, enum role role)
{
	for (size_t i = 0; i < rows->count; i++)
		if (row_condition(&rows->at[i], role))
			return true;
	return false;
}

void rows_merge(struct rows *rows)
{
	rows_sort(rows);
	for (int role = ROLE_COUNT - 1; role > 0; role--)
		if (rows_mention(rows, (enum role)role))
			merge_along(rows, (enum role)role);
	rows_sort(rows);
}

/* Whether `a` certainly admits no value that `b` does not. */
static bool values_within(const struct values *a, const struct values *b)
{
	bool flags = a->kind == b->kind && a->negated == b->negated;

	if (values_equal(a, b))
		return true;
	if (a->kind == VALUES_SET && !a->negated) {
		for (unsigned i = 0; i < a->count; i++)
			if (!values_admit(b, UINT64_MAX, a->v[i]))
				return false;
		return true;
	}
	if (a->kind == VALUES_BITS && !a->negated && b->kind == VALUES_HAS_ANY && b->negated)
		return !(a->v[0] & b->v[0]);
	if (a->kind == VALUES_HAS_ANY && a->negated && b->kind == VALUES_HAS_ALL && b->negated)
		return a->v[0] & b->v[0];
	if (flags && a->kind == VALUES_BITS && !a->negated)
		return !(a->v[0] & ~b->v[0]);
	return flags && ((a->kind == VALUES_HAS_ANY && a->negated) || (a->kind == VALUES_HAS_ALL && !a->negated)) && !(b->v[0] & ~a->v[0]);
}

static bool row_covers(const struct row *row, const struct row *other)
{
	for (size_t i = 0; i < row->count; i++) {
		bool within = false;
		for (size_t k = 0; k < other->count && !within; k++)
			within = other->condition[k].role == row->condition[i].role &&
			         values_within(&other->condition[k].values, &row->condition[i].values);
		if (!within)
			return false;
	}
	return true;
}

void rows_drop_covered(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		for (size_t j = rows->count; j-- > 0 && i < rows->count;)
			if (i != j && row_covers(&rows->at[i], &rows->at[j])) {
				rows_remove(rows, j);
				i -= j < i;
			}
}

/* The one level that a row admits, by which the options in it have names. */
static int64_t level_of(const struct row *row)
{
	const struct condition *level = row_condition(row, ROLE_sockopt_level);
	bool is_one = level && level->values.kind == VALUES_SET && !level->values.negated && level->values.count == 1;

	return is_one ? (int64_t)level->values.v[0] : SOCKOPT_NO_LEVEL;
}

static void set_words(const struct condition *condition, int64_t level, struct text *out)
{
	const struct values *values = &condition->values;
	bool several = values->count > 1;

	if (!values->count)
		text_add(out, values->negated ? "anything" : "nothing");
	for (int i = 0; i < values->count; i++) {
		text_add(out, i ? values->negated ? " nor " : " or " : !values->negated ? "" : several ? "neither " : "not ");
		sockopt_spell(condition->role, values->v[i], level, out);
	}
}

/* The words before each number of a kind with one or two numbers, and of its negation. */
static const struct kind_words {
	const char *first[2], *second[2];
} kind_words[] = {
	[VALUES_BITS]    = {{"within ", "not within "}, {NULL}},
	[VALUES_RANGE]   = {{"", "not "}, {" to ", " to "}},
	[VALUES_HAS_ALL] = {{"with all of ", "without all of "}, {NULL}},
	[VALUES_HAS_ANY] = {{"with any of ", "with none of "}, {NULL}},
	[VALUES_MASKED]  = {{"under the mask ", "under the mask "}, {" equal to ", " not equal to "}},
};

static void number_words(enum role role, bool plain, uint64_t value, struct text *out)
{
	if (plain)
		text_format(out, "%" PRIu64, value);
	else
		role_spell(role, value, out);
}

static void condition_words(const struct condition *condition, int64_t level, struct text *out)
{
	const struct values *values = &condition->values;
	const struct kind_words *words = &kind_words[values->kind];
	bool plain = values->kind == VALUES_RANGE;

	text_format(out, "%s ", role_info(condition->role)->name);
	if (values->kind == VALUES_NONE || values->kind == VALUES_ANY) {
		text_add(out, (values->kind == VALUES_ANY) != values->negated ? "anything" : "nothing");
		return;
	}
	if (values->kind == VALUES_SET) {
		set_words(condition, level, out);
		return;
	}
	text_add(out, words->first[values->negated]);
	number_words(condition->role, plain, values->v[0], out);
	if (!words->second[0])
		return;
	text_add(out, words->second[values->negated]);
	number_words(condition->role, plain, values->v[1], out);
}

void row_words(const struct row *row, struct text *out)
{
	for (size_t i = 0; i < row->count; i++) {
		text_add(out, i ? ", " : "");
		condition_words(&row->condition[i], level_of(row), out);
	}
	if (!row->count)
		text_add(out, "any arguments");
}
