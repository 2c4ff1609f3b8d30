/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set is made canonical in three steps: sets of values are split into rows with
 * one value each, rows covered by a row with fewer conditions are dropped, and
 * rows that differ in one set only are joined. Splitting restores exactly the
 * rows that were joined, so the union of canonical sets can be made canonical
 * again with the same result as from the original rows.
 */
#include "emit/merge/rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

enum { MOST_APART = 2048 };                   /* rows; with more they stay unchanged */

/* By action; among errors ENOSYS is separate, then by number. */
static uint64_t rank(enum merge_way way, struct verdict verdict)
{
	bool enosys = verdict.action == ACTION_ERRNO && verdict.data == ENOSYS;
	uint64_t data = enosys ? way == MERGE_LAX ? 0 : UINT32_MAX : 1 + (uint64_t)verdict.data;

	return (uint64_t)verdict.action << 32 | data;
}

int merge_verdict_order(enum merge_way way, struct verdict a, struct verdict b)
{
	int lax_first = number_order(rank(way, a), rank(way, b));

	return way == MERGE_LAX ? lax_first : -lax_first;
}

static int lax_row_order(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int order = merge_verdict_order(MERGE_LAX, a->verdict, b->verdict);

	return order ? order : conditions_order(a, b);
}

static int strict_row_order(const void *left, const void *right)
{
	const struct row *a = left, *b = right;
	int order = merge_verdict_order(MERGE_STRICT, a->verdict, b->verdict);

	return order ? order : conditions_order(a, b);
}

static void rows_sort(struct merge_rows *rows, enum merge_way way)
{
	if (rows->count > 1)
		qsort(rows->at, rows->count, sizeof(*rows->at), way == MERGE_LAX ? lax_row_order : strict_row_order);
}

static struct row *rows_room(struct merge_rows *rows)
{
	rows->at = arena_grow(rows->arena, rows->at, rows->count, &rows->room, sizeof(*rows->at));
	return &rows->at[rows->count++];
}

void merge_rows_add(struct merge_rows *rows, const struct row *row, struct verdict verdict)
{
	static const struct row any = {0};
	struct row copy;

	if (!merge_row_and(rows->arena, row, &any, &copy))
		return;
	copy.answers = true;
	copy.verdict = verdict;
	*rows_room(rows) = copy;
}

static bool has_all_roles(const struct row *row, enum syscall_id id, enum arch arch)
{
	for (size_t i = 0; i < row->count; i++)
		if (syscall_arg(id, arch, row->condition[i].role) < 0)
			return false;
	return true;
}

void merge_rows_of_rule(struct merge_rows *rows, const struct rule *rule, enum syscall_id id, enum arch arch)
{
	static const struct row any = {0};

	for (size_t i = 0; i < rule->row_count; i++)
		if (has_all_roles(&rule->rows[i], id, arch))
			merge_rows_add(rows, &rule->rows[i], row_verdict(rule, &rule->rows[i]));
	if (!rule->row_count)
		merge_rows_add(rows, &any, rule->verdict);
}

static size_t on_role(const struct row *row, enum role role)
{
	size_t count = 0;

	for (size_t i = 0; i < row->count; i++)
		count += row->condition[i].role == role;
	return count;
}

/* A set that is the only condition on its argument is equivalent to one row per value. */
static size_t choices(const struct row *row, size_t at)
{
	const struct condition *condition = &row->condition[at];
	bool alone = merge_is_set(&condition->values, false) && on_role(row, condition->role) == 1;

	return alone ? condition->values.count : 1;
}

static size_t parts(const struct row *row)
{
	size_t count = 1;

	for (size_t i = 0; i < row->count && count <= MOST_APART; i++)
		count *= choices(row, i);
	return count;
}

/* Adds part number `which`: its mixed-radix digits select a value of each set. */
static void add_part(struct merge_rows *out, const struct row *row, size_t which)
{
	merge_rows_add(out, row, row->verdict);
	struct row *part = &out->at[out->count - 1];

	for (size_t i = 0; i < row->count; i++) {
		size_t count = choices(row, i);
		if (count > 1)
			part->condition[i].values = (struct values){
				.kind = VALUES_SET, .count = 1, .v = {row->condition[i].values.v[which % count]},
			};
		which /= count;
	}
}

static bool take_apart(struct merge_rows *rows)
{
	struct merge_rows apart = {.arena = rows->arena};
	size_t count = 0;

	for (size_t i = 0; i < rows->count && count <= MOST_APART; i++)
		count += parts(&rows->at[i]);
	if (count > MOST_APART)
		return false;
	for (size_t i = 0; i < rows->count; i++)
		for (size_t k = 0; k < parts(&rows->at[i]); k++)
			add_part(&apart, &rows->at[i], k);
	*rows = apart;
	return true;
}

/* Whether every condition of `wide` is also in `narrow`. */
static bool says_less(const struct row *wide, const struct row *narrow)
{
	for (size_t i = 0; i < wide->count; i++) {
		size_t k = 0;
		while (k < narrow->count && !condition_equal(&wide->condition[i], &narrow->condition[k]))
			k++;
		if (k == narrow->count)
			return false;
	}
	return true;
}

/* Whether row `at` is redundant because of row `by`. In sorted rows the earlier answer wins. */
static bool is_idle(const struct merge_rows *rows, size_t at, size_t by, enum merge_way way)
{
	const struct row *row = &rows->at[at], *other = &rows->at[by];
	int order = merge_verdict_order(way, other->verdict, row->verdict);

	if (at == by || order > 0 || !says_less(other, row))
		return false;
	return order < 0 || other->count < row->count || by < at;
}

static void drop_idle(struct merge_rows *rows, enum merge_way way)
{
	size_t kept = 0;
	AUTO_FREE bool *idle = mem_alloc(rows->count * sizeof(*idle));

	for (size_t i = 0; i < rows->count; i++)
		for (size_t k = 0; k < rows->count && !idle[i]; k++)
			idle[i] = is_idle(rows, i, k, way);
	for (size_t i = 0; i < rows->count; i++)
		if (!idle[i])
			rows->at[kept++] = rows->at[i];
	rows->count = kept;
}

/* Whether two rows differ only in one set, which is the only condition on its role. */
static bool differ_in(const struct row *a, const struct row *b, enum role role)
{
	if (a->count != b->count || !verdict_equal(a->verdict, b->verdict))
		return false;
	for (size_t i = 0; i < a->count; i++) {
		bool same = condition_equal(&a->condition[i], &b->condition[i]);
		bool set = a->condition[i].role == role && b->condition[i].role == role &&
		           merge_is_set(&a->condition[i].values, false) && merge_is_set(&b->condition[i].values, false);
		if (!same && !set)
			return false;
	}
	return on_role(a, role) == 1 && on_role(b, role) == 1;
}

static bool join_sets(struct row *a, const struct row *b, enum role role)
{
	for (size_t i = 0; i < a->count; i++) {
		struct values sum = a->condition[i].values;
		if (a->condition[i].role != role)
			continue;
		for (unsigned k = 0; k < b->condition[i].values.count; k++)
			if (!values_insert(&sum, b->condition[i].values.v[k]))
				return false;
		a->condition[i].values = sum;
	}
	return true;
}

static void join_along(struct merge_rows *rows, enum role role)
{
	for (size_t i = 0; i < rows->count; i++)
		for (size_t k = i + 1; k < rows->count;)
			if (differ_in(&rows->at[i], &rows->at[k], role) && join_sets(&rows->at[i], &rows->at[k], role)) {
				memmove(&rows->at[k], &rows->at[k + 1], (rows->count - k - 1) * sizeof(*rows->at));
				rows->count--;
			} else {
				k++;
			}
}

static bool mention(const struct merge_rows *rows, enum role role)
{
	return rows_look_at(rows->at, rows->count, role);
}

void merge_rows_settle(struct merge_rows *rows, enum merge_way way)
{
	bool apart = take_apart(rows);

	rows_sort(rows, way);
	drop_idle(rows, way);
	for (int role = ROLE_COUNT - 1; apart && role > 0; role--)
		if (mention(rows, (enum role)role))
			join_along(rows, (enum role)role);
	rows_sort(rows, way);
}
