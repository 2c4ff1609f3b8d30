/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Deep rows have no answers, so their order never matters. Equal lists stay
 * unchanged.
 */
#include "emit/merge/deep.h"

#include "emit/merge/rows.h"

static const struct verdict none;

static void add_deep(struct merge_rows *rows, const struct rule *rule)
{
	for (size_t i = 0; i < rule->deep_count; i++)
		merge_rows_add(rows, &rule->deep[i], none);
}

static bool all_alike(const struct rule *const *rules, size_t count)
{
	for (size_t i = 1; i < count; i++)
		if (!rows_equal(rules[0]->deep, rules[0]->deep_count, rules[i]->deep, rules[i]->deep_count))
			return false;
	return true;
}

static void take(struct rule *into, const struct merge_rows *rows)
{
	into->deep = rows->at;
	into->deep_count = rows->count;
	for (size_t i = 0; i < rows->count; i++)
		rows->at[i].answers = false;
}

static void keep(struct arena *arena, struct rule *into, const struct rule *of)
{
	into->deep_count = of->deep_count;
	into->deep = arena_alloc(arena, of->deep_count * sizeof(*into->deep));
	for (size_t i = 0; i < of->deep_count; i++)
		into->deep[i] = merge_row_copy(arena, &of->deep[i]);
}

/* Stands for a list of rows that never match. */
static struct merge_rows nothing(struct arena *arena, const struct rule *of)
{
	struct row *row = arena_alloc(arena, sizeof(*row));
	size_t i = 0;

	while (i + 1 < of->deep_count && !of->deep[i].count)
		i++;
	row->condition = arena_alloc(arena, sizeof(*row->condition));
	row->condition[row->count++] = (struct condition){of->deep[i].condition[0].role, {.kind = VALUES_NONE}};
	return (struct merge_rows){arena, row, 1, 1};
}

void merge_deep_or(struct arena *arena, struct rule *into, const struct rule *const *rules, size_t count)
{
	struct merge_rows all = {.arena = arena};

	for (size_t i = 0; i < count; i++)
		if (!rules[i]->deep_count)
			return;
	if (all_alike(rules, count)) {
		keep(arena, into, rules[0]);
		return;
	}
	for (size_t i = 0; i < count; i++)
		add_deep(&all, rules[i]);
	merge_rows_settle(&all, MERGE_LAX);
	if (!all.count)
		all = nothing(arena, rules[0]);
	take(into, &all);
}

static struct merge_rows product(const struct merge_rows *a, const struct rule *rule)
{
	struct merge_rows both = {.arena = a->arena}, b = {.arena = a->arena};

	add_deep(&b, rule);
	for (size_t i = 0; i < a->count; i++)
		for (size_t k = 0; k < b.count; k++) {
			struct row row;
			if (merge_row_and(a->arena, &a->at[i], &b.at[k], &row))
				merge_rows_add(&both, &row, none);
		}
	return both;
}

void merge_deep_and(struct arena *arena, struct rule *into, const struct rule *const *rules, size_t count)
{
	struct merge_rows all = {.arena = arena};
	const struct rule *first = NULL;

	if (all_alike(rules, count)) {
		keep(arena, into, rules[0]);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		if (!rules[i]->deep_count)
			continue;
		if (first)
			all = product(&all, rules[i]);
		else
			add_deep(&all, rules[i]);
		first = rules[i];
	}
	merge_rows_settle(&all, MERGE_LAX);
	if (first && !all.count)
		all = nothing(arena, first);
	take(into, &all);
}
