/* SPDX-License-Identifier: Apache-2.0 */
/* Differences between two policies: those shown by random calls are found, and those found are real. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "emit/proof/compare.h"
#include "emit/compile/compile.h"
#include "tests/emit/random.h"

enum { PAIRS = 60, CALLS = 200, SEED = 41 };

static struct verdict general_of(const struct policy *policy, enum arch arch, uint32_t nr)
{
	return syscall_is_newer(arch, nr) ? policy->newer : policy->otherwise;
}

/* A variation of the first policy. */
static void random_other(struct rng *rng, const struct policy *policy, struct policy *other)
{
	random_policy_of(rng, other, policy->archs, 4);
	other->otherwise = rng_chance(rng, 70) ? policy->otherwise : other->otherwise;
	other->newer = policy->newer;
	other->foreign = policy->foreign;
	for (size_t i = 0; i < policy->rule_count; i++)
		if (rng_chance(rng, 80))
			*policy_add(other) = policy->rules[i];
	policy_sort(other);
}

static void assert_witness(const struct policy *one, const struct policy *other, const struct difference *found)
{
	assert_int_equal(verdict_ret(policy_eval(one, &found->call)), verdict_ret(found->before));
	assert_int_equal(verdict_ret(policy_eval(other, &found->call)), verdict_ret(found->after));
	assert_false(verdict_equal(found->before, found->after));
	assert_int_equal(found->widens, !verdict_is_within(found->after, found->before));
}

static void compare_call(struct compare *compare, const struct policy *one, const struct policy *other,
                         const struct seccomp_data *data)
{
	uint32_t nr = (uint32_t)data->nr;
	int arch = arch_of_call(data->arch, nr);

	if (arch < 0 || !(one->archs & ARCH_BIT(arch)))
		return;
	struct verdict was = general_of(one, (enum arch)arch, nr), is = general_of(other, (enum arch)arch, nr);
	struct verdict before = policy_eval(one, data), after = policy_eval(other, data);
	struct difference found = compare_number(compare, (enum arch)arch, nr, was, is);
	bool reported = verdict_equal(before, was) && verdict_equal(after, is);

	assert_true(found.last >= nr);
	if (found.differs)
		assert_witness(one, other, &found);
	if (!verdict_equal(before, after) && !reported)
		assert_true(found.differs);
	if (found.differs && verdict_passes(after))
		assert_true(found.passes);
	if (reported || verdict_equal(before, after))
		return;
	assert_true(found.widens || verdict_is_within(after, before));
	assert_true(found.narrows || verdict_is_within(before, after));
	assert_true(found.opens || verdict_passes(before) || !verdict_passes(after));
	assert_true(found.closes || verdict_passes(after) || !verdict_passes(before));
}

static void compare_pair(struct rng *rng)
{
	AUTO_POLICY struct policy one = {0}, other = {0};
	struct err err;

	random_policy(rng, &one);
	random_other(rng, &one, &other);
	AUTO_COMPARE struct compare *compare = compare_begin((struct side){.policy = &one}, (struct side){.policy = &other}, &err);
	assert_non_null(compare);
	for (int i = 0; i < CALLS; i++) {
		struct seccomp_data data = random_input(rng, rng_chance(rng, 50) ? &one : &other);
		compare_call(compare, &one, &other, &data);
	}
	assert_int_equal(compare_check(compare, &err), 0);
}

static void test_random(void **state)
{
	(void)state;
	for (int i = 0; i < PAIRS; i++) {
		struct rng rng = {SEED + (uint64_t)i, i % 2};
		compare_pair(&rng);
	}
}

/* A policy and its filter: no number differs, and the check takes few steps. */
static void test_filter(void **state)
{
	(void)state;
	for (int i = 0; i < PAIRS; i++) {
		struct rng rng = {SEED + (uint64_t)i, true};
		AUTO_POLICY struct policy policy = {0};
		AUTO_FILTER struct filter filter = {0};
		struct err err;
		random_policy(&rng, &policy);
		if (filter_compile(&filter, &policy, &err) < 0)
			continue;
		AUTO_COMPARE struct compare *compare = compare_begin((struct side){.policy = &policy}, (struct side){.filter = &filter}, &err);
		assert_non_null(compare);
		assert_true(compare_is_same(compare));
		struct difference found = compare_number(compare, ARCH_X86_64, 0, policy.newer, policy.newer);
		assert_false(found.differs);
		assert_int_equal(found.last, UINT32_MAX);
		assert_false(compare_elsewhere(compare, 0, policy.foreign, policy.foreign).differs);
	}
}

static struct condition condition_on(enum role role, enum values_kind kind, uint64_t first, uint64_t second, bool negated)
{
	struct condition condition = {role, {.kind = (uint8_t)kind, .negated = negated, .v = {first, second}}};

	condition.values.count = kind == VALUES_SET;
	return condition;
}

/* One row against two that together admit all of it, or do not. */
static void test_covers(void **state)
{
	struct condition low = condition_on(ROLE_arg1, VALUES_RANGE, 0, 99, false);
	struct condition high = condition_on(ROLE_arg1, VALUES_RANGE, 100, UINT64_MAX, false);
	struct condition rw = condition_on(ROLE_prot, VALUES_BITS, 3, 0, false), rx = condition_on(ROLE_prot, VALUES_BITS, 5, 0, false);
	struct condition rwx = condition_on(ROLE_prot, VALUES_BITS, 7, 0, false), none = condition_on(ROLE_prot, VALUES_HAS_ALL, 6, 0, true);
	struct condition two[] = {rwx, none};
	struct row any = {0}, halves[] = {{&low, 1, false, {0}}, {&high, 1, false, {0}}};
	struct row bits[] = {{&rw, 1, false, {0}}, {&rx, 1, false, {0}}}, all = {&rwx, 1, false, {0}}, both = {two, 2, false, {0}};
	struct rule numbers = {.id = CALL_UNKNOWN, .rows = halves, .row_count = 2}, apart = {.id = CALL_mprotect, .rows = bits, .row_count = 2};
	struct policy policy = {.archs = ARCH_BIT(ARCH_X86_64)};
	struct err err;

	(void)state;
	AUTO_COMPARE struct compare *compare = compare_begin((struct side){.policy = &policy}, (struct side){.policy = &policy}, &err);
	assert_true(compare_covers(compare, &numbers, ARCH_X86_64, &any));
	numbers.row_count = 1;
	assert_false(compare_covers(compare, &numbers, ARCH_X86_64, &any));
	assert_false(compare_covers(compare, &apart, ARCH_X86_64, &all));
	assert_true(compare_covers(compare, &apart, ARCH_X86_64, &both));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_filter),
		cmocka_unit_test(test_covers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
