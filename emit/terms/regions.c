/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each row is the intersection of its conditions, minus earlier rows with
 * another answer. Earlier rows with the same answer may overlap it: an OR
 * allows that.
 *
 * If a row has too many cubes, its effect on later rows with other answers is
 * unknown, so these are lost as well.
 */
#include "emit/terms/regions.h"

#include <stdlib.h>
#include <string.h>

/* Limits on the cubes of all rows, and on pairs of cubes per rule: a fraction of a second. */
enum { TAKEN_MOST = 64 * CUBES_MOST, WORK_MOST = 32 * 1024 * 1024 };

struct taken {
	struct verdict verdict;
	struct cubes where;
};

void regions_free(struct regions *regions)
{
	for (size_t i = 0; i < regions->count; i++)
		cubes_free(&regions->at[i].where);
	free(regions->at);
	*regions = (struct regions){ 0 };
}

static struct region *region_for(struct regions *regions, struct verdict verdict)
{
	for (size_t i = 0; i < regions->count; i++)
		if (verdict_equal(regions->at[i].verdict, verdict))
			return &regions->at[i];
	regions->at = mem_grow(regions->at, regions->count, &regions->room, sizeof(*regions->at));
	regions->at[regions->count] = (struct region){ .verdict = verdict };
	return &regions->at[regions->count++];
}

struct operand {
	int arg;                              /* -1: none of the archs has it */
	uint64_t mask;
};

static struct operand operand_of(const struct rule *rule, enum role role, arch_set archs)
{
	struct operand o = { -1, 0 };

	arch_each(arch, archs) {
		int arg = syscall_arg(rule->id, arch, role);
		if (arg < 0)
			continue;
		o.arg = o.arg < 0 ? arg : o.arg;
		o.mask |= syscall_mask(rule->id, arch, role);
	}
	return o;
}

/* Deducts work from what remains; false once there is none. */
static bool spend(size_t *left, size_t work)
{
	*left -= work < *left ? work : *left;
	return *left;
}

static size_t work_of(const struct cubes *cubes)
{
	return cubes->full ? CUBES_MOST : cubes->count + 1;
}

static void row_cubes(struct cubes *where, const struct rule *rule, const struct row *row, arch_set archs, size_t *left)
{
	static const struct cube whatever;

	cubes_add(where, &whatever);
	for (size_t i = 0; i < row->count; i++) {
		const struct condition *condition = &row->condition[i];
		struct operand o = operand_of(rule, condition->role, archs);
		AUTO_CUBES struct cubes values = { 0 };
		if (o.arg >= 0)
			cubes_of_values(&values, (unsigned)o.arg, o.mask, &condition->values);
		cubes_meet(where, &values);
		where->full |= !spend(left, work_of(where) * work_of(where));
	}
}

static bool is_everything(const struct cubes *cubes)
{
	static const struct cube whatever;

	return cubes->count == 1 && !memcmp(&cubes->at[0], &whatever, sizeof(whatever));
}

/* The row's own region: without what an earlier row with another answer takes. */
static void subtract_taken(struct cubes *where, const struct taken *taken, size_t count, struct verdict verdict, size_t *left)
{
	for (size_t i = 0; i < count && where->count && !where->full; i++) {
		if (verdict_equal(taken[i].verdict, verdict))
			continue;
		if (spend(left, work_of(where) * work_of(&taken[i].where)))
			cubes_subtract(where, &taken[i].where);
		else
			where->full = true;
	}
}

static void add_row(struct regions *regions, const struct taken *taken, size_t count, size_t *left)
{
	const struct taken *own = &taken[count];
	AUTO_CUBES struct cubes where = { 0 };
	struct region *region;

	cubes_join(&where, &own->where);
	subtract_taken(&where, taken, count, own->verdict, left);
	region = region_for(regions, own->verdict);
	if (!where.full)
		cubes_join(&region->where, &where);
	region->lost |= where.full || region->where.full;
}

static void forget(struct cubes *where)
{
	cubes_free(where);
	where->full = true;
}

static void add_rows(struct regions *regions, const struct rule *rule, struct taken *taken, arch_set archs)
{
	size_t room = TAKEN_MOST, left = WORK_MOST;

	for (size_t i = 0; i < rule->row_count && !regions->complete; i++) {
		taken[i].verdict = row_verdict(rule, &rule->rows[i]);
		row_cubes(&taken[i].where, rule, &rule->rows[i], archs, &left);
		if (taken[i].where.full || taken[i].where.count > room)
			forget(&taken[i].where);
		room -= taken[i].where.count;
		add_row(regions, taken, i, &left);
		regions->complete = is_everything(&taken[i].where);
	}
}

void regions_of(struct regions *regions, const struct rule *rule, arch_set archs)
{
	static const struct row no_condition;
	struct rule plain = *rule;
	AUTO_FREE struct taken *taken = mem_alloc((rule->row_count + 1) * sizeof(*taken));

	for (size_t i = 0; i <= rule->row_count; i++)
		taken[i] = (struct taken){ 0 };
	if (!rule->row_count) {
		plain.rows = (struct row *)&no_condition;
		plain.row_count = 1;
	}
	add_rows(regions, &plain, taken, archs);
	for (size_t i = 0; i <= rule->row_count; i++)
		cubes_free(&taken[i].where);
}

void regions_join(struct regions *into, const struct regions *more)
{
	for (size_t i = 0; i < more->count; i++)
		cubes_join(&region_for(into, more->at[i].verdict)->where, &more->at[i].where);
}

bool regions_may_pass(const struct regions *regions, const struct cube *among)
{
	bool may = false;

	for (size_t i = 0; i < regions->count; i++) {
		const struct region *region = &regions->at[i];
		if (region->verdict.action <= ACTION_TRACE)
			may |= region->lost || cubes_meet_one(&region->where, among);
	}
	return may;
}
