/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule's answers, split into cubes and expressed as comparisons, stay the
 * same: any arguments are in at most one region, that of the verdict of
 * rule_eval(), with any set of operators.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "emit/terms/dnf.h"
#include "emit/terms/regions.h"
#include "tests/emit/random.h"

enum { SEED = 20261130, RULES = 3000, INPUTS = 100 };

/* A verdict that no row has. */
static const struct verdict none = { ACTION_ERRNO, 4095 };

static bool holds(const struct comparison *c, uint64_t x)
{
	switch (c->op) {
	case COMPARE_EQ: return (x & c->mask) == c->value;
	case COMPARE_NE: return x != c->value;
	case COMPARE_LE: return x <= c->value;
	case COMPARE_GE: return x >= c->value;
	}
	return false;
}

static bool is_said(const struct dnf *any, const uint64_t args[6])
{
	for (size_t i = 0; i < any->count; i++) {
		bool all = true;
		for (size_t n = 0; n < any->at[i].count; n++)
			all &= holds(&any->at[i].at[n], args[any->at[i].at[n].arg]);
		if (all)
			return true;
	}
	return false;
}

static bool is_in(const struct cubes *cubes, const uint64_t args[6])
{
	struct cube point;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		point.mask[i] = UINT64_MAX;
		point.value[i] = args[i];
	}
	return cubes_meet_one(cubes, &point);
}

struct seen {
	unsigned inside, outside, lost, operators;
};

/* Checks each region, and its comparisons with each set of operators. */
static void check_region(const struct region *region, const struct dnf said[3], bool has, const uint64_t args[6],
                         struct seen *seen)
{
	bool in = is_in(&region->where, args);

	if (in != has && !(has && region->lost))
		fail_msg("%s: in the region %d, answered %d", action_name(region->verdict.action), in, has);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(is_said(&said[i], args), in);
	seen->inside += in;
	seen->outside += !in;
	seen->lost += region->lost;
}

static void check_rule(struct rng *rng, const struct policy *policy, const struct rule *rule, enum arch arch, struct seen *seen)
{
	AUTO_REGIONS struct regions regions = { 0 };

	regions_of(&regions, rule, ARCH_BIT(arch));
	for (size_t r = 0; r < regions.count; r++) {
		struct dnf said[3] = { 0 };
		enum register_widths registers = comparisons_registers(ARCH_BIT(arch));
		for (unsigned i = 0; i < 3; i++)
			assert_true(dnf_add_cubes(&said[i], &regions.at[r].where, registers, (enum operators)i) || arch == ARCH_X32);
		seen->operators += said[ALL_OPERATORS].count < said[EQUAL_ALONE].count;
		for (unsigned n = 0; n < INPUTS && arch != ARCH_X32; n++) {
			struct seccomp_data data = random_input(rng, policy);
			uint64_t args[SYSCALL_ARGS];
			for (unsigned i = 0; i < SYSCALL_ARGS; i++)
				args[i] = arch_info(arch)->bits == 32 ? (uint32_t)data.args[i] : data.args[i];
			struct verdict verdict = rule_eval(rule, arch, args, none);
			check_region(&regions.at[r], said, verdict_equal(verdict, regions.at[r].verdict), args, seen);
			assert_true(!regions.complete || !verdict_equal(verdict, none));
		}
		for (unsigned i = 0; i < 3; i++)
			dnf_free(&said[i]);
	}
}

static void test_random_rules(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	struct seen seen = { 0 };

	(void)state;
	for (unsigned i = 0; i < RULES; i++) {
		struct policy policy;
		enum arch arch = (enum arch)rng_below(&rng, ARCH_COUNT);
		random_policy_of(&rng, &policy, ARCH_BIT(arch), 1);
		check_rule(&rng, &policy, &policy.rules[0], arch, &seen);
		policy_free(&policy);
	}
	print_message("# seed %d: %u inside, %u outside, %u lost, %u shorter with operators\n", SEED, seen.inside, seen.outside,
	              seen.lost, seen.operators);
	assert_true(seen.inside > RULES * 10 && seen.outside > RULES * 10 && seen.operators > RULES / 30);
	assert_true(seen.lost < seen.inside / 5);
}

/* Time and space are bounded, and whatever exceeds the bound is lost, not wrong. */
static void test_bounds(void **state)
{
	struct policy policy = { .archs = ARCH_BIT(ARCH_X86_64) };
	struct rule rule = { .id = CALL_read, .archs = policy.archs, .row_count = 300 };
	AUTO_REGIONS struct regions regions = { 0 };
	struct rng rng = { .state = SEED, .whole = true };

	(void)state;
	rule.rows = arena_alloc(&policy.arena, rule.row_count * sizeof(*rule.rows));
	for (size_t i = 0; i < rule.row_count; i++) {
		struct condition *condition = arena_alloc(&policy.arena, 3 * sizeof(*condition));
		for (unsigned n = 0; n < 3; n++)
			condition[n] = (struct condition){ (enum role)(ROLE_arg0 + n), { .kind = VALUES_RANGE, .v = { 1 + rng_below(&rng, 9), UINT64_MAX - 1 } } };
		rule.rows[i] = (struct row){ condition, 1 + i % 3, true, { ACTION_ERRNO, (uint16_t)(i % 4000) } };
	}
	regions_of(&regions, &rule, rule.archs);
	assert_int_equal(regions.count, rule.row_count);
	assert_false(regions.at[0].lost);
	assert_true(regions.at[2].lost && !regions.at[2].where.count);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_rules),
		cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
