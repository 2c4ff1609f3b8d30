/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions on one argument are joined if one condition can express both;
 * otherwise the row keeps both, and all of them must hold.
 */
#include "emit/merge/row.h"

#include <stdlib.h>
#include <string.h>

static bool admits_all(const struct values *values)
{
	return (values->kind == VALUES_ANY && !values->negated) || (values->kind == VALUES_NONE && values->negated) ||
	       (values->kind == VALUES_SET && !values->count && values->negated);
}

static bool admits_none(const struct values *values)
{
	return (values->kind == VALUES_ANY && values->negated) ||
	       ((values->kind == VALUES_NONE || (values->kind == VALUES_SET && !values->count)) && !values->negated);
}

bool merge_is_set(const struct values *values, bool negated)
{
	return values->kind == VALUES_SET && values->negated == negated;
}

static struct values filtered(const struct values *set, const struct values *by)
{
	struct values out = {.kind = VALUES_SET};

	for (unsigned i = 0; i < set->count; i++)
		if (values_admit(by, UINT64_MAX, set->v[i]))
			out.v[out.count++] = set->v[i];
	return out;
}

/* Excludes the values of both negated sets; false if one set cannot hold them. */
static bool refuse_both(struct values *a, const struct values *b)
{
	struct values sum = *a;

	for (unsigned i = 0; i < b->count; i++)
		if (!values_insert(&sum, b->v[i]))
			return false;
	sum.negated = true;
	*a = sum;
	return true;
}

/* Joins two conditions on one argument; false if no single condition can express both. */
static bool values_and(struct values *a, const struct values *b)
{
	if (values_equal(a, b))
		return true;
	if (merge_is_set(a, false) || merge_is_set(b, false)) {
		*a = merge_is_set(a, false) ? filtered(a, b) : filtered(b, a);
		return true;
	}
	if (merge_is_set(a, true) && merge_is_set(b, true))
		return refuse_both(a, b);
	if (a->negated || b->negated || a->kind != b->kind)
		return false;
	if (a->kind == VALUES_BITS)
		a->v[0] &= b->v[0];
	if (a->kind == VALUES_HAS_ALL)
		a->v[0] |= b->v[0];
	if (a->kind == VALUES_RANGE) {
		a->v[0] = a->v[0] > b->v[0] ? a->v[0] : b->v[0];
		a->v[1] = a->v[1] < b->v[1] ? a->v[1] : b->v[1];
		if (a->v[0] > a->v[1])
			*a = (struct values){.kind = VALUES_NONE};
	}
	return a->kind == VALUES_BITS || a->kind == VALUES_HAS_ALL || a->kind == VALUES_RANGE || a->kind == VALUES_NONE;
}

static void drop_condition(struct row *row, size_t at)
{
	memmove(&row->condition[at], &row->condition[at + 1], (row->count - at - 1) * sizeof(*row->condition));
	row->count--;
}

/* Joins a condition with an earlier one on the same argument, if possible. */
static bool absorb(struct row *row, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (row->condition[i].role == row->condition[at].role &&
		    values_and(&row->condition[i].values, &row->condition[at].values)) {
			drop_condition(row, at);
			return true;
		}
	return false;
}

/* Makes the row canonical; false if it never matches. */
static bool row_settle(struct row *row)
{
	bool changed;

	do {
		changed = false;
		for (size_t i = row->count; i-- > 0;) {
			if (admits_none(&row->condition[i].values))
				return false;
			if (admits_all(&row->condition[i].values))
				drop_condition(row, i);
			else
				changed |= absorb(row, i);
		}
	} while (changed);
	if (row->count > 1)
		qsort(row->condition, row->count, sizeof(*row->condition), condition_order);
	return true;
}

bool merge_row_and(struct arena *arena, const struct row *a, const struct row *b, struct row *out)
{
	size_t count = a->count + b->count;

	*out = (struct row){.condition = arena_alloc(arena, (count + 1) * sizeof(*out->condition)), .count = count};
	if (a->count)
		memcpy(out->condition, a->condition, a->count * sizeof(*a->condition));
	if (b->count)
		memcpy(out->condition + a->count, b->condition, b->count * sizeof(*b->condition));
	return row_settle(out);
}

struct condition merge_condition_not(const struct condition *condition)
{
	struct condition contrary = *condition;

	contrary.values.negated = !condition->values.negated;
	return contrary;
}

struct row merge_row_copy(struct arena *arena, const struct row *row)
{
	struct row copy = *row;

	copy.condition = arena_alloc(arena, row->count * sizeof(*copy.condition));
	if (row->count)
		memcpy(copy.condition, row->condition, row->count * sizeof(*copy.condition));
	return copy;
}
