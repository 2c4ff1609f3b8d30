/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of the same meaning can be split in many ways. So each is split into
 * atoms, rows with one value or one bit per condition; the difference is the
 * atoms not covered by the rows of the other side, merged into rows again for
 * printing. Rows whose bits belong together are printed unchanged.
 */
#include "analyzer/diff/row_diff.h"

#include "analyzer/rows/deep_compare.h"
#include "analyzer/rows/rule_words.h"
#include "analyzer/text/format.h"

enum { MOST_ATOMS = 1024 };                   /* per rule; beyond that its rows are compared whole */

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
	if (values->negated)
		return 1;
	if (values->kind == VALUES_SET && values->count)
		return values->count;
	return values->kind == VALUES_BITS && values->v[0] ? (size_t)bit_count(values->v[0]) : 1;
}

static struct values alternative(const struct values *values, size_t which)
{
	struct values one = *values;

	if (values->negated)
		return one;
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

/* Atom number `which` of a row; its digits select the alternatives. */
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

static bool nests(const struct values *a, const struct values *b)
{
	return !(a->v[0] & ~b->v[0]) || !(b->v[0] & ~a->v[0]);
}

/* Two rows that allow different bits do not allow all of them at once. */
static bool bits_stand_beside(const struct row *a, const struct row *b)
{
	for (size_t i = 0; i < a->count; i++) {
		const struct condition *one = &a->condition[i], *other = row_condition(b, one->role);
		if (other && one->values.kind == VALUES_BITS && other->values.kind == VALUES_BITS &&
		    !nests(&one->values, &other->values))
			return true;
	}
	return false;
}

static bool has_one_each(const struct row *row)
{
	for (size_t i = 1; i < row->count; i++)
		if (row->condition[i].role == row->condition[i - 1].role)
			return false;
	return true;
}

/* Whether to print the rows unchanged: split, they would be too many or change their meaning. */
static bool is_taken_whole(const struct rule *rule)
{
	for (size_t i = 0; i < rule->row_count; i++) {
		if (!has_one_each(&rule->rows[i]))
			return true;
		for (size_t k = 0; k < i; k++)
			if (bits_stand_beside(&rule->rows[k], &rule->rows[i]))
				return true;
	}
	return rule_atoms(rule) > MOST_ATOMS;
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

static bool covers(const struct row_diff *diff, const struct rule *rule, const struct row *row)
{
	const struct rule behind = {.id = rule->id, .deep = rule->rows, .deep_count = rule->row_count};

	if (diff->deep)
		return deep_row_covered(diff->judge, &behind, rule->id, row);
	return diff->judge->covers(diff->judge->context, rule, diff->arch, row);
}

static bool covers_some(const struct row_diff *diff, const struct rule *of, struct row *row)
{
	const struct rule alone = {.id = of->id, .nr = of->nr, .rows = row, .row_count = 1};

	for (size_t i = 0; i < of->row_count; i++)
		if (covers(diff, &alone, &of->rows[i]))
			return true;
	return false;
}

/* The atoms not covered by any row of a rule. */
static struct rows beyond(const struct row_diff *diff, const struct rows *rows, const struct rule *rule)
{
	struct rows left = {.arena = rows->arena};

	for (size_t i = 0; i < rows->count; i++)
		if (!covers(diff, rule, &rows->at[i]))
			rows_add(&left, &rows->at[i]);
	return left;
}

static void add_rows(struct text *out, const char *before, const struct row *rows, size_t count)
{
	if (!count)
		return;
	text_format(out, "%s%s ", out->length ? "; " : "", before);
	rows_words(rows, count, out);
}

static void add_gained(struct text *out, const char *before, struct rows *rows, bool whole)
{
	if (!whole)
		rows_merge(rows);
	add_rows(out, before, rows->at, rows->count);
}

/* A narrowed row is not lost: prints everything that is left. */
static bool is_narrowed(const struct row_diff *diff, const struct rows *lost, const struct rule *now)
{
	for (size_t i = 0; i < lost->count; i++)
		if (covers_some(diff, now, &lost->at[i]))
			return true;
	return false;
}

void row_diff_only(const struct rule *rule, struct text *out)
{
	add_rows(out, "only", rule->rows, rule->row_count);
}

bool row_diff_difference(const struct row_diff *diff, const struct rule *before, const struct rule *after, struct text *out)
{
	struct arena arena = {0};
	size_t length = out->length;

	if (!before->row_count || !after->row_count) {
		add_rows(out, "now only", after->rows, after->row_count);
		add_rows(out, "now any arguments, before only", before->rows, before->row_count);
		return out->length > length;
	}
	bool whole = is_taken_whole(before) || is_taken_whole(after);
	struct rows was = take_apart(&arena, before, whole), is = take_apart(&arena, after, whole);
	struct rows gained = beyond(diff, &is, before), lost = beyond(diff, &was, after);
	if (is_narrowed(diff, &lost, after)) {
		add_rows(out, "now only", after->rows, after->row_count);
	} else {
		add_gained(out, "now also", &gained, whole);
		add_gained(out, "no longer", &lost, whole);
	}
	arena_free(&arena);
	return out->length > length;
}
