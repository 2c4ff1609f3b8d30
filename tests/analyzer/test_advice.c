/* SPDX-License-Identifier: Apache-2.0 */
/* The notes for the author, one fact per row. */
#include "tests/analyzer/traces.h"

#define REPORT(r, l, ...) {.recorded = r, .line = l, __VA_ARGS__}

static const struct {
	const char *recorded, *line;          /* part of an expected note; with ! of an unexpected one */
	const char *deny;
	bool exact;
} reports[] = {
	REPORT("io_uring_setup io_uring_enter", "io_uring was used (io_uring_setup, io_uring_enter)"),
	REPORT("io_uring_setup io_uring_enter{0x40002}", "unseen by any filter: openat, preadv2\n"),
	REPORT("io_uring_setup io_uring_enter{1}", "!unseen by any filter:"),
	REPORT("openat2{0x80001}", "openat2 passed oflags O_WRONLY|O_CLOEXEC by pointer"),
	REPORT("clone3{0x100}", "!by pointer"),
	REPORT("clone3{0x200000000}", "clone3 passed clone_flags CLONE_INTO_CGROUP by pointer"),
	REPORT("openat2{0}~", "openat2 passed a struct with unknown fields, which no deep row"),
	REPORT("openat2{0}", "!unknown fields"),
	REPORT("#999", "999 (x86_64)"),
	REPORT("ioctl*", "to set a condition: ioctl"),
	REPORT("read", "the trace is incomplete"),
	REPORT("seccomp", "installs its own filter"),
	REPORT("prctl(22)", "installs its own filter"),
	REPORT("prctl(38)", "!installs its own filter"),
	REPORT("ptrace", "ptrace was used"),
	REPORT("clone3{0x100}", "clone3 returns ENOSYS"),
	REPORT("clone3", "!clone3 returns ENOSYS"),
	REPORT("vdso=__vdso_clock_gettime", "may be real system calls on other hosts: clock_gettime\n"),
	REPORT("openat", "openat2 returns ENOSYS", .exact = true),
	REPORT("openat", "!openat2"),
	REPORT("clock_gettime", "clock_gettime is denied although the trace used it 1 time (unknown code): it now fails with EPERM", .deny = "clock_gettime"),
	REPORT("clock_gettime", "deny them too): gettimeofday (t64x.time), time (t64x.time)\n", .deny = "clock_gettime"),
	REPORT("read", "rt_sigreturn is denied although every program needs it: kernel: return from a signal handler", .deny = "rt_sigreturn"),
	REPORT("statx newfstatat", "statx is denied although the trace used it 1 time (unknown code): it now fails with ENOSYS", .deny = "statx", .exact = true),
	REPORT("openat", "openat is denied, but equivalent calls stay allowed (deny them too): creat (at.open), open (at.open), openat2 (at.open)\n", .deny = "openat"),
	REPORT("openat", "openat is denied, but calls that can do a part of it stay allowed: newfstatat (harmless.stat)", .deny = "openat"),
	REPORT("openat stat", "! stat (", .deny = "openat"),
	REPORT("openat", "newfstatat is denied, but calls that can do the same and more stay allowed: open (harmless.stat), openat (harmless.stat)\n", .deny = "newfstatat"),
	REPORT("i386: socket(1,1)", "! is denied, but calls that can do a part of it stay allowed: socket", .deny = "socketcall"),
	REPORT("i386: socket(1,1)", "equivalent calls stay allowed (deny them too): socketcall (mux.socketcall.1)", .deny = "socket"),
};

static void test_noted(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(reports); i++) {
		const char *deny[] = {reports[i].deny, NULL}, *line = reports[i].line;
		struct derive_options options = {.deny = deny, .level = reports[i].exact ? LEVEL_EXACT : LEVEL_DEFAULT};
		struct trace trace = {0};
		struct policy policy = {0};
		AUTO_TEXT struct text notes = {0};
		record(&trace, reports[i].recorded);
		derive(&policy, &trace, &options, &notes);
		bool has_notes = strstr(notes.at ? notes.at : "", line + (line[0] == '!'));
		if (has_notes != (line[0] != '!'))
			fail_msg("%s: expected %s, got:\n%s", reports[i].recorded, line, notes.at);
		policy_free(&policy);
		trace_free(&trace);
	}
}

static void test_drivers_are_noted(void **state)
{
	struct trace_call call = {.arch = ARCH_X86_64, .nr = (uint32_t)syscall_nr(CALL_ioctl, ARCH_X86_64), .site = TRACE_NOWHERE,
	                          .drivers = {"block:loop", "file"}};
	struct derive_options options = {.level = LEVEL_DEFAULT};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	record(&trace, "ioctl(3,0x5401)");
	values_add(&call.selector[1], ROLE_ioctl_cmd, 0x80081272);
	values_add(&call.arg[1], ROLE_ioctl_cmd, 0x80081272);
	trace_call_join(&trace.calls[trace_call(&trace, &call, NULL)], &call);
	derive(&policy, &trace, &options, &notes);
	assert_non_null(strstr(notes.at, "\nioctl: BLKGETSIZE64 (block:loop, file); a filter sees the command"));
	policy_free(&policy);
	trace_free(&trace);
}

static void test_carried_is_noted(void **state)
{
	struct derive_options options = {.level = LEVEL_DEFAULT, .archs = ARCH_BIT(ARCH_ARM64)};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	record(&trace, "open modify_ldt arch_prctl(0x1002) arch_prctl(0x3001) ioperm");
	derive(&policy, &trace, &options, &notes);
	assert_non_null(strstr(notes.at, "arm64 has no equivalent of these calls, skipped: ioperm, modify_ldt\n"));
	policy_free(&policy);
	trace_free(&trace);
}

static void test_other_purpose_is_noted(void **state)
{
	struct derive_options options = {.level = LEVEL_DEFAULT, .archs = ARCH_BIT(ARCH_ARM64)};
	struct trace trace = {0};
	struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	(void)state;
	record(&trace, "arch_prctl(0x1002) arch_prctl(0x1012)");
	derive(&policy, &trace, &options, &notes);
	assert_non_null(strstr(notes.at, "arm64 has no equivalent of these calls, skipped: arch_prctl\n"));
	policy_free(&policy);
	trace_free(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_noted),
		cmocka_unit_test(test_drivers_are_noted),
		cmocka_unit_test(test_carried_is_noted),
		cmocka_unit_test(test_other_purpose_is_noted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
