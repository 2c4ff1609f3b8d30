/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of the same meaning can be cut in many ways. So each is taken apart
 * into atoms, rows with one value or one bit to a condition; atoms that only
 * one side has are the difference, and are merged into rows again to be told.
 */
#include "analyzer/atoms.h"

enum { MOST_ATOMS = 1024 };                   /* of one rule; beyond that its rows are compared whole */

static int bit_count(uint64_t bits)
{
	return __builtin_popcountll(bits);
}

static uint64_t bit_at(uint64_t bits, int which)
{
	while (which--)
		bits &= bits - 1;
	return bits & -bits;
}

static size_t alternatives(const struct values *values)
{
	if (values->kind == VALUES_SET && values->count)
		return values->count;
	return values->kind == VALUES_BITS && values->v[0] ? (size_t)bit_count(values->v[0]) : 1;
}

static struct values alternative(const struct values *values, size_t which)
{
	struct values one = *values;

	if (values->kind == VALUES_SET && values->count)
		one = (struct values){.kind = VALUES_SET, .count = 1, .v = {values->v[which]}};
	else if (values->kind == VALUES_BITS)
		one = (struct values){.kind = VALUES_BITS, .v = {bit_at(values->v[0], (int)which)}};
	return one;
}

static size_t row_atoms(const struct row *row)
{
	size_t count = 1;

	for (size_t i = 0; i < row->count && count <= MOST_ATOMS; i++)
		count *= alternatives(&row->condition[i].values);
	return count;
}

static size_t rule_atoms(const struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < rule->row_count && count <= MOST_ATOMS; i++)
		count += row_atoms(&rule->rows[i]);
	return count;
}

/* The atom number `which` of a row, its digits being the alternatives. */
static void add_atom(struct rows *atoms, const struct row *row, size_t which)
{
	struct row atom = row_copy(atoms->arena, row);

	for (size_t i = 0; i < row->count; i++) {
		size_t count = alternatives(&row->condition[i].values);
		atom.condition[i].values = alternative(&row->condition[i].values, which % count);
		which /= count;
	}
	rows_add(atoms, &atom);
}

static struct rows take_apart(struct arena *arena, const struct rule *rule, bool whole)
{
	struct rows atoms = {.arena = arena};

	for (size_t i = 0; i < rule->row_count; i++) {
		if (whole)
			rows_add(&atoms, &rule->rows[i]);
		for (size_t k = 0; !whole && k < row_atoms(&rule->rows[i]); k++)
			add_atom(&atoms, &rule->rows[i], k);
	}
	return atoms;
}

static bool values_cover(const struct values *wide, const struct values *narrow)
{
	if (wide->kind == VALUES_BITS && narrow->kind == VALUES_BITS)
		return !(narrow->v[0] & ~wide->v[0]);
	return values_equal(wide, narrow);
}

/* Whether `narrow` keeps to every condition of `wide`, and so admits no more. */
static bool row_covers(const struct row *wide, const struct row *narrow)
{
	for (size_t i = 0; i < wide->count; i++) {
		const struct condition *same = row_condition(narrow, wide->condition[i].role);
		if (!same || !values_cover(&wide->condition[i].values, &same->values))
			return false;
	}
	return true;
}

static bool is_covered(const struct rows *by, const struct row *row)
{
	for (size_t i = 0; i < by->count; i++)
		if (row_covers(&by->at[i], row))
			return true;
	return false;
}

static bool covers_some(const struct row *row, const struct rows *of)
{
	for (size_t i = 0; i < of->count; i++)
		if (row_covers(row, &of->at[i]))
			return true;
	return false;
}

static struct rows without(const struct rows *rows, const struct rows *covered)
{
	struct rows left = {.arena = rows->arena};

	for (size_t i = 0; i < rows->count; i++)
		if (!is_covered(covered, &rows->at[i]))
			rows_add(&left, &rows->at[i]);
	return left;
}

static void add_rows(struct text *out, const char *before, const struct row *rows, size_t count)
{
	if (!count)
		return;
	text_format(out, "%s%s ", out->length ? "; " : "", before);
	for (size_t i = 0; i < count; i++) {
		text_add(out, i ? "; or " : "");
		row_words(&rows[i], out);
	}
}

static void add_merged(struct text *out, const char *before, struct rows *rows)
{
	rows_merge(rows);
	add_rows(out, before, rows->at, rows->count);
}

/* A row that was narrowed is not gone: then all that is left is told. */
static bool is_narrowed(const struct rows *lost, const struct rows *now)
{
	for (size_t i = 0; i < lost->count; i++)
		if (covers_some(&lost->at[i], now))
			return true;
	return false;
}

void atoms_only(const struct rule *rule, struct text *out)
{
	add_rows(out, "only", rule->rows, rule->row_count);
}

bool atoms_difference(const struct rule *before, const struct rule *after, struct text *out)
{
	struct arena arena = {0};
	size_t length = out->length;

	if (!before->row_count || !after->row_count) {
		add_rows(out, "now only", after->rows, after->row_count);
		add_rows(out, "now any arguments, before only", before->rows, before->row_count);
		return out->length > length;
	}
	bool whole = rule_atoms(before) > MOST_ATOMS || rule_atoms(after) > MOST_ATOMS;
	struct rows was = take_apart(&arena, before, whole), is = take_apart(&arena, after, whole);
	struct rows gained = without(&is, &was), lost = without(&was, &is);
	if (is_narrowed(&lost, &is)) {
		add_rows(out, "now only", after->rows, after->row_count);
	} else {
		add_merged(out, "now also", &gained);
		add_merged(out, "no longer", &lost);
	}
	arena_free(&arena);
	return out->length > length;
}
