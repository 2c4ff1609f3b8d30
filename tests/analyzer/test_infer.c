/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a rule derived from recorded selectors. */
#include "tests/analyzer/traces.h"

static void test_too_many_values(void **state)
{
	struct derive_options options = {.level = LEVEL_EXACT};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	char words[32];

	(void)state;
	for (int i = 0; i <= VALUES_MAX; i++) {
		snprintf(words, sizeof(words), "ioctl(1,%d) socket(%d,1)", 0x5401 + i, i);
		record(&trace, words);
	}
	derive(&policy, &trace, &options, &notes);
	assert_int_equal(policy_find(&policy, ARCH_X86_64, 16)->row_count, 0);
	const struct rule *socket = policy_find(&policy, ARCH_X86_64, 41);
	assert_int_equal(socket->row_count, 1);
	assert_int_equal(socket->rows[0].count, 1);
	assert_int_equal(socket->rows[0].condition[0].role, ROLE_socktype);
	assert_non_null(strstr(notes.at, "ioctl: more than 16 values of ioctl_cmd recorded"));
	policy_free(&policy);
	trace_free(&trace);
}

/* The seventeenth domain takes the condition from the sixteen before it. */
static void test_lost_in_every_row(void **state)
{
	struct derive_options options = {.level = LEVEL_EXACT};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	char words[32];

	(void)state;
	for (int i = 0; i <= VALUES_MAX; i++) {
		snprintf(words, sizeof(words), "socket(%d,%d)", i, i < VALUES_MAX ? 1 : 2);
		record(&trace, words);
	}
	derive(&policy, &trace, &options, &notes);
	const struct rule *socket = policy_find(&policy, ARCH_X86_64, 41);
	assert_int_equal(socket->row_count, 1);
	assert_int_equal(socket->rows[0].count, 1);
	assert_int_equal(socket->rows[0].condition[0].values.count, 2);
	policy_free(&policy);
	trace_free(&trace);
}

/* Bits that the kernel or rules ignore do not make a second value. */
static void test_values_are_masked(void **state)
{
	struct derive_options options = {.level = LEVEL_EXACT};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	record(&trace, "socket(1,1) socket(0xffffffff00000001,0x80801) socket(0x100000001,0x801)");
	derive(&policy, &trace, &options, &notes);
	const struct rule *socket = policy_find(&policy, ARCH_X86_64, 41);
	assert_int_equal(socket->row_count, 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(socket->rows[0].condition[i].values.count, 1);
		assert_int_equal(socket->rows[0].condition[i].values.v[0], 1);
	}
	policy_free(&policy);
	trace_free(&trace);
}

static void test_pairs_are_merged(void **state)
{
	static const struct {
		const char *recorded;
		size_t rows;
	} rows[] = {
		{"socket(2,1) socket(2,2) socket(10,1) socket(10,2)", 1},
		{"socket(2,1) socket(2,2) socket(10,1)", 2},
		{"socket(2,1) socket(10,2)", 2},
		{"socket(2,1) socket(2,2) socket(10,1) socket(10,2) socket(1,1)", 2},
	};
	struct derive_options options = {.level = LEVEL_EXACT};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct trace trace = {0};
		struct policy policy = {0};
		AUTO_TEXT struct text notes = {0};
		record(&trace, rows[i].recorded);
		derive(&policy, &trace, &options, &notes);
		assert_int_equal(policy_find(&policy, ARCH_X86_64, 41)->row_count, rows[i].rows);
		policy_free(&policy);
		trace_free(&trace);
	}
}

/* A record of prlimit64 has 1 for any other process and for any pointer. */
static void test_recorded_as_one(void **state)
{
	static const struct {
		const char *recorded;
		uint64_t target, limit;
		bool passes;
	} rows[] = {
		{"prlimit64(0,3,0)", 0, 0, true}, {"prlimit64(0,3,0)", 4711, 0, false}, {"prlimit64(0,3,0)", 0, 0x7ffc, false},
		{"prlimit64(1,3,0)", 4711, 0, true}, {"prlimit64(1,3,0)", 0, 0, false}, {"prlimit64(1,3,0)", 4711, 0x7ffc, false},
		{"prlimit64(0,3,1)", 0, 0x7ffc, true}, {"prlimit64(0,3,1)", 0, 0, false},
		{"prlimit64(0,3,0) prlimit64(1,3,0)", 4711, 0, true}, {"prlimit64(0,3,0) prlimit64(1,3,0)", 4711, 0x7ffc, false},
	};
	struct derive_options options = {.level = LEVEL_EXACT};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const uint64_t args[SYSCALL_ARGS] = { rows[i].target, 3, rows[i].limit };
		struct trace trace = {0};
		struct policy policy = {0};
		AUTO_TEXT struct text notes = {0};
		record(&trace, rows[i].recorded);
		derive(&policy, &trace, &options, &notes);
		const struct rule *rule = policy_find(&policy, ARCH_X86_64, 302);
		if (verdict_passes(rule_eval(rule, ARCH_X86_64, args, policy.otherwise)) != rows[i].passes)
			fail_msg("%s: %llu, %llu", rows[i].recorded, (unsigned long long)args[0], (unsigned long long)args[2]);
		policy_free(&policy);
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_too_many_values),
		cmocka_unit_test(test_lost_in_every_row),
		cmocka_unit_test(test_values_are_masked),
		cmocka_unit_test(test_pairs_are_merged),
		cmocka_unit_test(test_recorded_as_one),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
