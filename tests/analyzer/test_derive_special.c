/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Policies of traces and options that no row of test_derive.c describes: numbers
 * without a name, functions of the vDSO, calls that failed, wrong names, no call.
 */
#include "tests/analyzer/traces.h"

#include <errno.h>

/* Every 64-bit time call of 32-bit archs is joined with its 32-bit form. */
static void test_all_times(void **state)
{
	(void)state;
	for (uint32_t nr = 403; nr <= 423; nr++) {
		int id = syscall_by_nr(ARCH_I386, nr);
		for (size_t i = 0; id != CALL_UNKNOWN && nr != 415 && i < equivalence_count(); i++) {
			const struct equivalence *set = equivalence_at(i);
			if (!equivalence_matches(set->name, "t64") || (int)set->member[1] != id)
				continue;
			for (int from = 0; from < 2; from++) {
				struct trace trace = {0};
				struct policy policy = {0};
				AUTO_TEXT struct text notes = {0};
				struct derive_options options = {.level = LEVEL_DEFAULT};
				int64_t seen = syscall_nr(set->member[from], ARCH_I386), twin = syscall_nr(set->member[!from], ARCH_I386);
				if (seen < 0)
					continue;
				struct trace_call call = call_on(ARCH_I386, (uint32_t)seen);
				record_call(&trace, &call);
				derive(&policy, &trace, &options, &notes);
				if (twin >= 0)
					assert_non_null(policy_find(&policy, ARCH_I386, (uint32_t)twin));
				policy_free(&policy);
				trace_free(&trace);
			}
			id = CALL_UNKNOWN;
		}
		assert_true(nr == 415 || id == CALL_UNKNOWN);
	}
}

static void test_no_clock_at_all(void **state)
{
	static const char *deny[] = {"clock_gettime", "clock_gettime64", "gettimeofday", "time", NULL};
	struct derive_options options = {.level = LEVEL_DEFAULT, .deny = deny, .archs = ARCH_BIT(ARCH_I386)};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	record(&trace, "vdso=__vdso_clock_gettime vdso=__vdso_time clock_gettime read i386: clock_gettime64");
	derive(&policy, &trace, &options, &notes);
	for (size_t i = 0; i < policy.rule_count; i++)
		for (const char **name = deny; *name; name++)
			if (policy.rules[i].verdict.action == ACTION_ALLOW)
				assert_string_not_equal(syscall_name(policy.rules[i].id), *name);
	assert_null(strstr(notes.at, "stay allowed"));
	policy_free(&policy);
	trace_free(&trace);
}

static void test_one_rule_a_number(void **state)
{
	struct derive_options options = {.level = LEVEL_DEFAULT};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	size_t count = 0;

	(void)state;
	record(&trace, "#999 i386: #998 #999");
	derive(&policy, &trace, &options, &notes);
	for (size_t i = 0; i < policy.rule_count; i++) {
		const struct rule *rule = &policy.rules[i];
		count += rule->id == CALL_UNKNOWN;
		if (rule->id == CALL_UNKNOWN && rule->nr == 999)
			assert_int_equal(rule->archs, ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386));
	}
	assert_int_equal(count, 2);
	assert_non_null(strstr(notes.at, "allowed by number, unknown to " SYSCALLS_KNOWN_TO ": 998 (i386), 999 (x86_64), 999 (i386)\n"));
	policy_free(&policy);
	trace_free(&trace);
}

/* A trampoline in the vDSO of i386 does not read a clock. */
static void test_trampoline(void **state)
{
	struct derive_options options = {.level = LEVEL_EXACT};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	uint32_t nr = (uint32_t)syscall_nr(CALL_sigreturn, ARCH_I386);
	struct trace_call call = call_on(ARCH_I386, nr);

	(void)state;
	call.origin = ORIGIN_VDSO;
	call.function = "__kernel_sigreturn";
	record_call(&trace, &call);
	derive(&policy, &trace, &options, &notes);
	assert_int_equal(policy_find(&policy, ARCH_I386, nr)->why, WHY_OBSERVED);
	policy_free(&policy);
	trace_free(&trace);
}

static void test_unknown_names(void **state)
{
	static const char *nonsense[] = {"nonsense", NULL};
	static const char *clone3[] = {"clone3", NULL};
	static const struct {
		struct derive_options options;
		const char *words;
	} rows[] = {
		{{.supervise = nonsense}, "--supervise=nonsense"},
		{{.supervise = clone3}, "--supervise: a supervisor cannot make clone3"},
		{{.deny = nonsense}, "--deny=nonsense"},
		{{.without_sets = nonsense}, "--no-set=nonsense"},
		{{.with_sets = nonsense}, "--set=nonsense"},
	};
	struct trace trace = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct policy policy = {0};
		struct err err = {0};
		AUTO_TEXT struct text notes = {0};
		assert_int_equal(derive_policy(&policy, &trace, &rows[i].options, &notes, &err), -1);
		assert_non_null(strstr(err.text, rows[i].words));
		policy_free(&policy);
	}
}

/* Harmless calls of error paths are added with their equivalents; others are listed. */
static void test_reachable(void **state)
{
	static const struct derive_reachable reachable[] = {
		{CALL_gettimeofday, "abort"}, {CALL_getdents64, "C library"}, {CALL_read, "abort"}, {CALL_chroot, "abort"}, {CALL_fcntl, "abort"},
	};
	struct derive_options options = {
		.level = LEVEL_DEFAULT, .archs = ARCH_BIT(ARCH_ARM64), .reachable = reachable, .reachable_count = COUNT_OF(reachable),
	};
	struct trace_call calls[] = {{.arch = ARCH_X86_64, .nr = (uint32_t)syscall_nr(CALL_read, ARCH_X86_64), .count = 1}};
	struct trace trace = {.calls = calls, .call_count = 1, .complete = true};
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	derive(&policy, &trace, &options, &notes);
	const struct rule *time = policy_find(&policy, ARCH_ARM64, (uint32_t)syscall_nr(CALL_gettimeofday, ARCH_ARM64));
	assert_non_null(time);
	assert_int_equal(time->why, WHY_REACHABLE);
	assert_string_equal(time->by, "abort");
	assert_int_equal(policy_find(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_getdents, ARCH_X86_64))->why, WHY_EQUIVALENT);
	assert_int_equal(policy_find(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_read, ARCH_X86_64))->why, WHY_OBSERVED);
	assert_null(policy_find(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_chroot, ARCH_X86_64)));
	assert_non_null(strstr(notes.at, "not added"));
	assert_non_null(strstr(notes.at, "chroot"));
}

static void test_no_call(void **state)
{
	struct derive_options options = {.level = LEVEL_DEFAULT};
	struct trace trace = {0};
	struct policy policy = {0};
	struct err err = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	assert_int_equal(derive_policy(&policy, &trace, &options, &notes, &err), -1);
	assert_non_null(strstr(err.text, "contains no calls"));
	options.archs = ARCH_BIT(ARCH_X86_64);
	derive(&policy, &trace, &options, &notes);
	assert_non_null(strstr(notes.at, "the trace contains no calls"));
	assert_non_null(policy_find(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_exit_group, ARCH_X86_64)));
	policy_free(&policy);
}

/* io_uring_setup is allowed, unless it never succeeded. */
static void test_refused_rings(void **state)
{
	static const struct {
		const char *refused, *recorded;   /* calls that got ENOSYS, and others */
		bool allowed;
	} rows[] = {
		{"io_uring_setup", "read", false},
		{"io_uring_setup io_uring_register", "read", false},
		{"io_uring_setup", "io_uring_enter", true},
		{"io_uring_setup{2}", "io_uring_enter{1}", true},
		{"read", "io_uring_setup", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct derive_options options = {.level = LEVEL_DEFAULT};
		struct trace trace = {0};
		struct policy policy = {0};
		AUTO_TEXT struct text notes = {0};
		record(&trace, rows[i].refused);
		for (size_t call = 0; call < trace.call_count; call++)
			trace.calls[call].errnos[0] = ENOSYS;
		record(&trace, rows[i].recorded);
		derive(&policy, &trace, &options, &notes);
		const struct rule *rule = policy_find(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_io_uring_setup, ARCH_X86_64));
		assert_non_null(rule);
		assert_int_equal(rule->verdict.action == ACTION_ALLOW, rows[i].allowed);
		assert_int_equal(strstr(notes.at, "io_uring returned ENOSYS while recording") == NULL, rows[i].allowed);
		policy_free(&policy);
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_times),
		cmocka_unit_test(test_no_clock_at_all),
		cmocka_unit_test(test_one_rule_a_number),
		cmocka_unit_test(test_trampoline),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_reachable),
		cmocka_unit_test(test_no_call),
		cmocka_unit_test(test_refused_rings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
