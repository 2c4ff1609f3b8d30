/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The arguments of a test are cubes, as are those that a rule lets through; they either meet or do not.
 */
#include "emit/out/passing.h"

#include "emit/terms/regions.h"

/* The bits of an argument that the kernel reads, also those that no rule compares. */
static uint64_t width_of(enum syscall_id id, enum arch arch, unsigned arg)
{
	enum role role = syscall_role(id, arch, arg);
	bool narrow = arch_info(arch)->bits == 32 || (role != ROLE__ && role_info(role)->width == WIDTH_INT);

	return narrow ? UINT32_MAX : UINT64_MAX;
}

static struct values values_of(const struct passing_test *test, uint64_t width)
{
	if (test->op == PASSING_GT)
		return (struct values){ .kind = VALUES_RANGE, .v = { test->value + 1, width } };
	return (struct values){ .kind = VALUES_MASKED, .negated = test->op == PASSING_NE, .v = { test->mask & width, test->value } };
}

void passing_cubes(struct cubes *cubes, enum syscall_id id, enum arch arch, const struct passing_test *tests, size_t count)
{
	static const struct cube any;
	AUTO_CUBES struct cubes all = { 0 };

	cubes_add(&all, &any);
	for (size_t i = 0; i < count; i++) {
		AUTO_CUBES struct cubes one = { 0 };
		uint64_t width = width_of(id, arch, tests[i].arg);
		struct values values = values_of(&tests[i], width);
		cubes_of_values(&one, tests[i].arg, width, &values);
		cubes_meet(&all, &one);
	}
	cubes_join(cubes, &all);
}

static bool meet(const struct cubes *a, const struct cubes *b)
{
	bool met = a->full || b->full;

	for (size_t i = 0; i < b->count && !met; i++)
		met = cubes_meet_one(a, &b->at[i]);
	return met;
}

/* Adds the arguments with which a call may pass; true if some are missing. */
static bool add_passing(struct cubes *cubes, const struct policy *policy, enum syscall_id id, enum arch arch)
{
	const struct rule *rule = policy_find(policy, arch, (uint32_t)syscall_nr(id, arch));
	AUTO_REGIONS struct regions regions = { 0 };
	bool lost = false;

	if (!rule)
		return verdict_may_pass(policy->otherwise);
	regions_of(&regions, rule, ARCH_BIT(arch));
	for (size_t i = 0; i < regions.count; i++) {
		if (!verdict_may_pass(regions.at[i].verdict))
			continue;
		cubes_join(cubes, &regions.at[i].where);
		lost |= regions.at[i].lost;
	}
	return lost || (!regions.complete && verdict_may_pass(policy->otherwise));
}

bool passing_may(const struct policy *policy, enum syscall_id id, arch_set archs, const struct passing_test *tests, size_t count)
{
	bool may = false;

	arch_each(arch, policy->archs & archs) {
		AUTO_CUBES struct cubes passing = { 0 }, among = { 0 };
		if (!syscall_exists(id, arch))
			continue;
		may |= add_passing(&passing, policy, id, arch);
		passing_cubes(&among, id, arch, tests, count);
		may |= meet(&passing, &among);
	}
	return may;
}

bool passing_is_all_but(const struct policy *policy, enum syscall_id id, enum arch arch, const struct cubes *refused)
{
	static const struct cube any;
	AUTO_CUBES struct cubes passing = { 0 }, rest = { 0 };

	if (add_passing(&passing, policy, id, arch))
		return false;
	cubes_add(&rest, &any);
	cubes_subtract(&rest, &passing);
	cubes_subtract(&rest, refused);
	return !rest.count && !rest.full;
}
