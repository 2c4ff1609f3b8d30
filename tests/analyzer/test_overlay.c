/* SPDX-License-Identifier: Apache-2.0 */
/* The author's rules over derived ones. */
#include "tests/analyzer/traces.h"

static void test_overlay(void **state)
{
	struct derive_options options = {.level = LEVEL_DEFAULT, .archs = ARCH_BIT(ARCH_I386)};
	struct trace trace = {0};
	struct policy policy = {0}, author = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	record(&trace, "mkdir read");
	derive(&policy, &trace, &options, &notes);
	policy_defaults(&author);
	author.archs = ARCH_BIT(ARCH_X86_64);
	*policy_add(&author) = (struct rule){
		.id = CALL_mkdir, .archs = ARCH_BIT(ARCH_X86_64), .verdict = {ACTION_LOG, 0}, .why = WHY_USER, .note = "look at it",
	};
	struct row *deep = arena_alloc(&author.arena, sizeof(*deep));
	*deep = (struct row){.condition = arena_alloc(&author.arena, sizeof(*deep->condition)), .count = 1};
	deep->condition[0] = (struct condition){ROLE_oflags, {.kind = VALUES_BITS, .v = {1}}};
	*policy_add(&author) = (struct rule){
		.id = CALL_openat2, .archs = ARCH_BIT(ARCH_X86_64), .deep = deep, .deep_count = 1, .why = WHY_USER,
	};
	*policy_add(&author) = (struct rule){.id = CALL_reboot, .archs = ARCH_BIT(ARCH_X86_64), .why = WHY_USER};
	derive_overlay(&policy, &author);
	deep->condition[0].values.v[0] = 7;   /* the copy does not change */
	policy_free(&author);
	const struct rule *openat2 = policy_find(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_openat2, ARCH_X86_64));
	assert_int_equal(openat2->deep_count, 1);
	assert_int_equal(openat2->deep[0].condition[0].values.v[0], 1);

	const struct rule *ours = policy_find(&policy, ARCH_X86_64, 83), *theirs = policy_find(&policy, ARCH_I386, 39);
	assert_int_equal(ours->verdict.action, ACTION_LOG);
	assert_string_equal(ours->note, "look at it");
	assert_int_equal(theirs->verdict.action, ACTION_ALLOW);
	assert_int_equal(theirs->why, WHY_OBSERVED);
	assert_non_null(policy_find(&policy, ARCH_X86_64, 169));
	assert_null(policy_find(&policy, ARCH_I386, 88));
	assert_non_null(policy_find(&policy, ARCH_X86_64, 0));
	policy_free(&policy);
	trace_free(&trace);
}

static void add_number(struct policy *policy, uint32_t from, uint32_t to, enum action action)
{
	policy->archs = ARCH_BIT(ARCH_X86_64);
	*policy_add(policy) = (struct rule){
		.id = CALL_UNKNOWN, .nr = from, .last = to, .archs = policy->archs, .verdict = {action, 0}, .why = WHY_USER,
	};
}

static enum action answer_to(const struct policy *policy, uint32_t nr)
{
	const struct seccomp_data data = {.nr = (int)nr, .arch = arch_info(ARCH_X86_64)->audit};

	return policy_eval(policy, &data).action;
}

/* A range of the author's overrides numbers, calls and parts of ranges. */
static void test_ranges(void **state)
{
	static const struct { uint32_t nr; enum action action; } rows[] = {
		{0, ACTION_LOG}, {83, ACTION_TRAP}, {5000, ACTION_KILL}, {5099, ACTION_KILL}, {5100, ACTION_LOG}, {5300, ACTION_LOG},
		{5200, ACTION_LOG}, {5301, ACTION_KILL}, {6000, ACTION_KILL}, {6001, ACTION_ERRNO}, {5250, ACTION_TRAP},
	};
	AUTO_POLICY struct policy policy = {0}, author = {0};

	(void)state;
	policy_defaults(&policy);
	policy_defaults(&author);
	add_number(&policy, 5000, 6000, ACTION_KILL);
	add_number(&policy, 5200, 0, ACTION_KILL);
	*policy_add(&policy) = (struct rule){.id = CALL_read, .archs = policy.archs};
	add_number(&author, 5100, 5300, ACTION_LOG);
	add_number(&author, 0, 2, ACTION_LOG);
	add_number(&author, 5250, 0, ACTION_TRAP);
	*policy_add(&author) = (struct rule){.id = CALL_mkdir, .archs = author.archs, .verdict = {ACTION_TRAP, 0}};
	policy_add_inexact(&author, (struct inexact){.line = 1, .reason = "a fold"});
	derive_overlay(&policy, &author);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(answer_to(&policy, rows[i].nr), rows[i].action);
	assert_int_equal(policy.inexact_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_overlay),
		cmocka_unit_test(test_ranges),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
