/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Filters in the style of libseccomp's own tests, built with the installed
 * libseccomp: each is read as a policy without inexact entries, and proved
 * equal to it, again after it was written and read.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <limits.h>

#include "tests/emit/round_trip.h"
#include "tests/emit/scmp_filter.h"

enum { ARGS = 6, RULES = 12, ARCHS = 11 };

struct rule_row {
	const char *call;
	uint32_t action;
	unsigned tests;
	struct scmp_arg_cmp test[ARGS];
};

struct filter_row {
	const char *name;
	uint32_t otherwise;
	uint32_t archs[ARCHS];                /* empty: x86_64 */
	uint32_t foreign;                     /* SCMP_FLTATR_ACT_BADARCH; 0: libseccomp's default */
	bool tree;                            /* SCMP_FLTATR_CTL_OPTIMIZE is 2 */
	struct rule_row rules[RULES];
};

#define ALLOW SCMP_ACT_ALLOW
#define KILL SCMP_ACT_KILL_PROCESS
#define EPERMIT SCMP_ACT_ERRNO(EPERM)
#define CMP(arg, op, value) { arg, SCMP_CMP_##op, value, 0 }
#define MASKED(arg, mask, value) { arg, SCMP_CMP_MASKED_EQ, mask, value }
#define WIDE UINT64_C(0x123456789abcdef0)
#define LITTLE { SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32, SCMP_ARCH_ARM, SCMP_ARCH_AARCH64, SCMP_ARCH_MIPSEL, \
                 SCMP_ARCH_MIPSEL64, SCMP_ARCH_PPC64LE, SCMP_ARCH_RISCV64 }
#define X86 { SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32 }

/* Enough calls for a tree of more than one level. */
#define FEW(a) { "read", a, 0, {} }, { "write", a, 0, {} }, { "close", a, 0, {} }, { "fstat", a, 0, {} }, \
	{ "poll", a, 0, {} }, { "lseek", a, 0, {} }, { "mmap", a, 0, {} }, { "brk", a, 0, {} }, { "ioctl", a, 0, {} }

static const struct filter_row filters[] = {
	{ "nothing but the default", ALLOW, {0}, 0, false, {} },
	{ "a killed default", SCMP_ACT_KILL_THREAD, {0}, 0, false, { { "exit", ALLOW, 0, {} } } },
	{ "basic", KILL, {0}, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, EQ, 0) } }, { "write", ALLOW, 1, { CMP(0, EQ, 1) } },
		{ "write", ALLOW, 1, { CMP(0, EQ, 2) } }, { "close", ALLOW, 0, {} }, { "rt_sigreturn", ALLOW, 0, {} } } },
	{ "chains", KILL, {0}, 0, false, {
		{ "read", ALLOW, 3, { CMP(0, EQ, 0), CMP(1, NE, 0), CMP(2, LT, SSIZE_MAX) } },
		{ "write", ALLOW, 3, { CMP(0, EQ, 1), CMP(1, NE, 0), CMP(2, LT, SSIZE_MAX) } },
		{ "write", ALLOW, 3, { CMP(0, EQ, 2), CMP(1, NE, 0), CMP(2, LT, SSIZE_MAX) } } } },
	{ "every comparison", KILL, {0}, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, NE, 7) } }, { "write", ALLOW, 1, { CMP(0, LT, 7) } },
		{ "open", ALLOW, 1, { CMP(1, LE, 7) } }, { "close", ALLOW, 1, { CMP(0, EQ, 7) } },
		{ "stat", ALLOW, 1, { CMP(0, GE, 7) } }, { "fstat", ALLOW, 1, { CMP(0, GT, 7) } },
		{ "lstat", ALLOW, 1, { MASKED(0, 7, 5) } } } },
	{ "every comparison, 64 bits", KILL, {0}, 0, false, {
		{ "read", ALLOW, 1, { CMP(1, NE, WIDE) } }, { "write", ALLOW, 1, { CMP(1, LT, WIDE) } },
		{ "open", ALLOW, 1, { CMP(1, LE, WIDE) } }, { "close", ALLOW, 1, { CMP(0, EQ, WIDE) } },
		{ "stat", ALLOW, 1, { CMP(0, GE, WIDE) } }, { "fstat", ALLOW, 1, { CMP(0, GT, WIDE) } },
		{ "lstat", ALLOW, 1, { MASKED(0, WIDE, WIDE & 0xff00000000ff) } } } },
	{ "edges of 32 bits", KILL, {0}, 0, false, {
		{ "read", ALLOW, 1, { CMP(2, GT, 0xffffffff) } }, { "write", ALLOW, 1, { CMP(2, GE, 0x100000000) } },
		{ "open", ALLOW, 1, { CMP(2, LT, 0x100000000) } }, { "close", ALLOW, 1, { CMP(0, LE, 0xffffffff) } },
		{ "stat", ALLOW, 1, { CMP(0, NE, 0xffffffff) } }, { "fstat", ALLOW, 1, { CMP(0, EQ, UINT64_MAX) } },
		{ "lstat", ALLOW, 1, { MASKED(0, 0xffffffff00000000, 0) } } } },
	{ "arguments of 32 bits", ALLOW, {0}, 0, false, {
		{ "fcntl", EPERMIT, 1, { CMP(0, EQ, 0xffffffff) } }, { "ioctl", EPERMIT, 1, { CMP(1, EQ, 0x5412) } },
		{ "socket", EPERMIT, 1, { CMP(0, NE, 1) } } } },
	{ "a hole, from both sides", KILL, {0}, 0, false, {
		{ "personality", ALLOW, 1, { CMP(0, LE, 0x10) } }, { "personality", ALLOW, 1, { CMP(0, GE, 0x20) } } } },
	{ "masks", KILL, {0}, 0, false, {
		{ "fcntl", ALLOW, 3, { CMP(0, EQ, 11), CMP(1, EQ, 12), CMP(2, EQ, 13) } },
		{ "clone", ALLOW, 1, { MASKED(0, 0x7e020000, 0) } }, { "mmap", ALLOW, 1, { MASKED(2, 6, 6) } },
		{ "socket", ALLOW, 2, { CMP(0, EQ, 1), MASKED(1, 0xf, 1) } },
		{ "open", ALLOW, 1, { MASKED(1, 3, 0) } }, { "open", ALLOW, 1, { MASKED(1, 0x40043, 0x40001) } } } },
	{ "a mask and more of one argument", KILL, {0}, 0, false, {
		{ "mprotect", ALLOW, 1, { MASKED(2, 4, 0) } }, { "mprotect", ALLOW, 1, { CMP(2, GE, 0x1000000) } },
		{ "mprotect", ALLOW, 2, { CMP(2, EQ, 5), CMP(0, GT, 0x10000) } } } },
	{ "all six arguments", KILL, {0}, 0, false, {
		{ "mmap", ALLOW, 6, { CMP(0, EQ, 0), CMP(1, LE, 0x10000), CMP(2, EQ, 3), CMP(3, EQ, 0x22), CMP(4, EQ, 0xffffffff),
		                      CMP(5, EQ, 0) } } } },
	{ "several levels of arguments", KILL, {0}, 0, false, {
		{ "openat", ALLOW, 3, { CMP(0, EQ, 0), CMP(1, EQ, 1), CMP(2, EQ, 2) } },
		{ "openat", ALLOW, 3, { CMP(0, EQ, 0), CMP(1, EQ, 1), CMP(2, EQ, 3) } },
		{ "openat", ALLOW, 3, { CMP(0, EQ, 0), CMP(1, NE, 1), CMP(2, GT, 9) } },
		{ "openat", ALLOW, 2, { CMP(0, EQ, 1), CMP(3, LT, 5) } } } },
	{ "subtrees that are others' parts", ALLOW, {0}, 0, false, {
		{ "access", EPERMIT, 1, { CMP(0, EQ, 0) } }, { "access", EPERMIT, 2, { CMP(0, EQ, 0), CMP(1, EQ, 1) } },
		{ "access", SCMP_ACT_ERRNO(ENOENT), 2, { CMP(0, EQ, 2), CMP(1, EQ, 1) } },
		{ "access", SCMP_ACT_TRAP, 2, { CMP(0, EQ, 2), CMP(1, EQ, 3) } } } },
	{ "overlapping answers of one call", KILL, {0}, 0, false, {
		{ "socket", ALLOW, 1, { CMP(0, EQ, 1) } }, { "socket", EPERMIT, 1, { CMP(0, EQ, 16) } },
		{ "socket", SCMP_ACT_ERRNO(EAFNOSUPPORT), 2, { CMP(0, EQ, 2), CMP(1, EQ, 3) } } } },
	{ "a denylist", ALLOW, {0}, 0, false, {
		{ "ptrace", KILL, 0, {} }, { "kexec_load", EPERMIT, 0, {} }, { "mount", SCMP_ACT_ERRNO(EACCES), 0, {} },
		{ "kill", SCMP_ACT_TRAP, 1, { CMP(1, EQ, 9) } } } },
	{ "ne of two arguments", ALLOW, {0}, 0, false, {
		{ "prctl", KILL, 2, { CMP(0, NE, 22), CMP(1, NE, 2) } } } },
	{ "socket by domain and protocol, as Docker writes it", SCMP_ACT_ERRNO(ENOSYS), X86, 0, false, {
		{ "socket", EPERMIT, 2, { CMP(0, EQ, 16), CMP(2, EQ, 9) } }, { "socket", ALLOW, 1, { CMP(2, NE, 9) } },
		{ "socket", ALLOW, 1, { CMP(0, NE, 16) } } } },
	{ "personality, as Docker writes it", EPERMIT, X86, 0, false, {
		{ "personality", ALLOW, 1, { CMP(0, EQ, 0) } }, { "personality", ALLOW, 1, { CMP(0, EQ, 8) } },
		{ "personality", ALLOW, 1, { CMP(0, EQ, 0x20000) } }, { "personality", ALLOW, 1, { CMP(0, EQ, 0x20008) } },
		{ "personality", ALLOW, 1, { CMP(0, EQ, 0xffffffff) } } } },
	{ "TIOCSTI, as flatpak writes it", ALLOW, {0}, 0, false, {
		{ "ioctl", EPERMIT, 1, { MASKED(1, 0xffffffff, 0x5412) } }, { "clone", EPERMIT, 1, { MASKED(0, 0x10000000, 0x10000000) } },
		{ "personality", EPERMIT, 1, { CMP(0, NE, 0) } } } },
	{ "every action", SCMP_ACT_KILL_THREAD, {0}, 0, false, {
		{ "read", ALLOW, 0, {} }, { "write", SCMP_ACT_ERRNO(EPERM), 0, {} }, { "close", SCMP_ACT_TRAP, 0, {} },
		{ "openat", SCMP_ACT_TRACE(1234), 0, {} }, { "fstat", SCMP_ACT_KILL_PROCESS, 0, {} },
		{ "exit_group", SCMP_ACT_LOG, 0, {} }, { "ptrace", SCMP_ACT_NOTIFY, 0, {} } } },
	{ "every action, by argument", SCMP_ACT_LOG, X86, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, EQ, 1) } }, { "read", SCMP_ACT_ERRNO(4094), 1, { CMP(0, EQ, 2) } },
		{ "read", SCMP_ACT_TRAP, 1, { CMP(0, EQ, 3) } }, { "read", SCMP_ACT_TRACE(65535), 1, { CMP(0, EQ, 4) } },
		{ "read", SCMP_ACT_KILL_PROCESS, 1, { CMP(0, EQ, 5) } }, { "read", SCMP_ACT_NOTIFY, 1, { CMP(0, EQ, 6) } },
		{ "read", SCMP_ACT_KILL_THREAD, 1, { CMP(0, EQ, 7) } } } },
	{ "a traced default", SCMP_ACT_TRACE(7), {0}, ALLOW, false, { { "read", ALLOW, 0, {} } } },
	{ "success for nothing", KILL, {0}, 0, false, { { "read", SCMP_ACT_ERRNO(0), 0, {} } } },
	{ "bad archs are allowed", KILL, X86, ALLOW, false, { { "read", ALLOW, 0, {} } } },
	{ "bad archs get an errno", ALLOW, X86, SCMP_ACT_ERRNO(ENOSYS), false, { { "read", KILL, 0, {} } } },
	{ "bad archs trap", EPERMIT, {0}, SCMP_ACT_TRAP, false, { { "read", ALLOW, 1, { CMP(0, LT, 3) } } } },
	{ "x86_64 and i386", KILL, { SCMP_ARCH_X86_64, SCMP_ARCH_X86 }, 0, false, { FEW(ALLOW) } },
	{ "i386", KILL, { SCMP_ARCH_X86 }, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, GT, 2) } }, { "mmap2", ALLOW, 1, { MASKED(2, 4, 0) } }, { "exit", ALLOW, 0, {} } } },
	{ "x32 alone", KILL, { SCMP_ARCH_X32 }, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, EQ, 0) } }, { "ioctl", ALLOW, 1, { CMP(1, EQ, 0x5401) } }, { "ptrace", EPERMIT, 0, {} } } },
	{ "x86_64 and x32, arguments", ALLOW, { SCMP_ARCH_X86_64, SCMP_ARCH_X32 }, 0, false, {
		{ "recvfrom", KILL, 1, { CMP(3, NE, 0) } }, { "execve", KILL, 1, { CMP(0, EQ, WIDE) } } } },
	{ "x86_64, i386 and x32", KILL, X86, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, EQ, 0) } }, { "write", ALLOW, 1, { CMP(0, NE, 9) } }, { "close", ALLOW, 0, {} },
		{ "clone", ALLOW, 1, { MASKED(0, 0x7e020000, 0) } }, { "openat2", SCMP_ACT_ERRNO(ENOSYS), 0, {} } } },
	{ "socketcall", KILL, { SCMP_ARCH_X86_64, SCMP_ARCH_X86 }, 0, false, {
		{ "socket", ALLOW, 0, {} }, { "connect", ALLOW, 0, {} }, { "accept", ALLOW, 0, {} }, { "accept4", ALLOW, 0, {} },
		{ "shutdown", ALLOW, 0, {} } } },
	{ "ipc", KILL, { SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_PPC64LE }, 0, false, {
		{ "semop", ALLOW, 0, {} }, { "semtimedop", ALLOW, 0, {} }, { "semget", ALLOW, 0, {} }, { "semctl", ALLOW, 0, {} },
		{ "msgsnd", ALLOW, 0, {} }, { "shmat", ALLOW, 0, {} } } },
	{ "every little-endian arch", KILL, LITTLE, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, EQ, 0) } }, { "write", ALLOW, 1, { CMP(0, EQ, 1) } }, { "close", ALLOW, 0, {} },
		{ "openat", ALLOW, 1, { MASKED(2, 3, 0) } }, { "exit_group", ALLOW, 0, {} } } },
	{ "a big-endian arch", KILL, { SCMP_ARCH_S390X }, 0, false, {
		{ "read", ALLOW, 1, { CMP(0, EQ, 0) } }, { "write", ALLOW, 1, { CMP(2, LT, 0x100000001) } },
		{ "clone", ALLOW, 1, { MASKED(1, 0x7e020000, 0) } } } },
	{ "arm64 and arm", EPERMIT, { SCMP_ARCH_AARCH64, SCMP_ARCH_ARM }, 0, false, {
		{ "read", ALLOW, 1, { CMP(2, GE, WIDE) } }, { "cacheflush", ALLOW, 0, {} }, { "set_tls", ALLOW, 0, {} },
		{ "openat", ALLOW, 1, { CMP(0, EQ, 0xffffff9c) } } } },
	{ "a tree", KILL, {0}, 0, true, { FEW(ALLOW), { "ptrace", EPERMIT, 0, {} }, { "socket", ALLOW, 1, { CMP(0, EQ, 1) } } } },
	{ "a tree of errnos", ALLOW, {0}, 0, true, {
		{ "read", SCMP_ACT_ERRNO(0), 0, {} }, { "write", SCMP_ACT_ERRNO(1), 0, {} }, { "open", SCMP_ACT_ERRNO(2), 0, {} },
		{ "close", SCMP_ACT_ERRNO(3), 2, { CMP(0, EQ, 100), CMP(1, EQ, 101) } }, { "stat", SCMP_ACT_ERRNO(4), 0, {} },
		{ "fstat", SCMP_ACT_ERRNO(5), 1, { CMP(0, GT, 32) } }, { "lstat", SCMP_ACT_ERRNO(6), 0, {} },
		{ "poll", SCMP_ACT_ERRNO(7), 0, {} }, { "lseek", SCMP_ACT_ERRNO(8), 0, {} }, { "mmap", SCMP_ACT_ERRNO(9), 0, {} } } },
	{ "trees of several archs", SCMP_ACT_ERRNO(ENOSYS), X86, SCMP_ACT_ERRNO(ENOSYS), true, {
		FEW(ALLOW), { "clone", ALLOW, 1, { MASKED(0, 0x7e020000, 0) } }, { "clone3", EPERMIT, 0, {} },
		{ "fcntl", ALLOW, 1, { CMP(1, LE, 4) } } } },
	{ "an empty tree", ALLOW, X86, 0, true, {} },
};

static int set_up(scmp_filter_ctx context, const struct filter_row *row)
{
	int failed = row->foreign ? seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, row->foreign) : 0;

	if (row->tree && !failed)
		failed = seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	seccomp_arch_remove(context, SCMP_ARCH_NATIVE);
	if (!row->archs[0] && !failed)
		failed = seccomp_arch_add(context, SCMP_ARCH_X86_64);
	for (unsigned i = 0; i < ARCHS && row->archs[i] && !failed; i++)
		failed = seccomp_arch_add(context, row->archs[i]);
	for (unsigned i = 0; i < RULES && row->rules[i].call && !failed; i++) {
		const struct rule_row *rule = &row->rules[i];
		failed = seccomp_rule_add_array(context, rule->action, seccomp_syscall_resolve_name(rule->call), rule->tests, rule->test);
		failed = failed == -EEXIST ? 0 : failed;        /* libseccomp already has an equivalent rule */
	}
	return failed;
}

static void make(const struct filter_row *row, struct filter *filter)
{
	scmp_filter_ctx context = seccomp_init(row->otherwise);
	struct err err = { "" };

	assert_non_null(context);
	int failed = set_up(context, row);
	failed = failed ? failed : scmp_filter(context, filter);
	if (failed)
		fail_msg("%s: libseccomp: %s", row->name, strerror(-failed));
	if (filter_check(filter, &err))
		fail_msg("%s: %s", row->name, err.text);
	seccomp_release(context);
}

static void test_filters(void **state)
{
	unsigned back = 0;

	(void)state;
	seccomp_api_set(6);
	for (size_t i = 0; i < COUNT_OF(filters); i++) {
		AUTO_FILTER struct filter filter = { 0 };
		AUTO_TEXT struct text lifted = { 0 };
		struct err err = { "" };
		make(&filters[i], &filter);
		if (round_comes_back(&filter, &lifted, &err))
			back++;
		else
			print_error("%s: %s\n%s", filters[i].name, err.text, lifted.length ? lifted.at : "");
	}
	print_message("# %u of %zu filters of libseccomp came back\n", back, COUNT_OF(filters));
	assert_int_equal(back, COUNT_OF(filters));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_filters),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
