/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plan of refusals, tested with cases that broke programs: a small policy, a
 * call, and its plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "core/libc/implied.h"
#include "core/libc/plan.h"

#define POLICY(more) "{\"seccord\": 1, \"archs\": [\"x86_64\", \"i386\"], \"calls\": [" more "]}"
#define CALL(name) "{\"call\": \"" name "\"}"
#define ENOSYS_TO(name) "{\"call\": \"" name "\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}"

static void read_policy(struct policy *policy, const char *json)
{
	struct err err;

	*policy = (struct policy){0};
	assert_int_equal(policy_read_bytes(policy, json, strlen(json), "p", &err), 0);
}

static const struct row_of_plan {
	const char *json;
	enum arch arch;
	enum syscall_id id, of;
	enum plan_why why;
	int answer, wanted;                   /* an errno; 0: it passes; -1: kill; -2: a supervisor */
} rows[] = {
	{ POLICY(CALL("clone")),                        ARCH_X86_64, CALL_clone3,         CALL_clone,     PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(CALL("clone") ", " ENOSYS_TO("clone3")), ARCH_X86_64, CALL_clone3,       CALL_clone,     PLAN_FALLBACK,   ENOSYS, ENOSYS },
	{ POLICY(CALL("clone") ", " CALL("clone3")),    ARCH_X86_64, CALL_clone3,         CALL_UNKNOWN,   PLAN_PASSES,     0,      0 },
	{ POLICY(""),                                   ARCH_X86_64, CALL_clone3,         CALL_clone,     PLAN_NO_WAY,     EPERM,  EPERM },
	{ POLICY(CALL("faccessat")),                    ARCH_X86_64, CALL_faccessat2,     CALL_faccessat, PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(CALL("fchmodat")),                     ARCH_I386,   CALL_fchmodat2,      CALL_fchmodat,  PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(CALL("close")),                        ARCH_X86_64, CALL_close_range,    CALL_close,     PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(CALL("newfstatat")),                   ARCH_X86_64, CALL_statx,          CALL_newfstatat, PLAN_FALLBACK,  EPERM,  ENOSYS },
	{ POLICY(CALL("fstatat64")),                    ARCH_I386,   CALL_statx,          CALL_fstatat64, PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(CALL("openat")),                       ARCH_X86_64, CALL_openat2,        CALL_openat,    PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY("{\"call\": \"openat2\", \"action\": \"supervise\"}"), ARCH_X86_64, CALL_openat2, CALL_UNKNOWN, PLAN_PASSES, -2,   -2 },
	{ POLICY(""),                                   ARCH_X86_64, CALL_pidfd_open,     CALL_UNKNOWN,   PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(""),                                   ARCH_X86_64, CALL_io_uring_setup, CALL_UNKNOWN,   PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(""),                                   ARCH_X86_64, CALL_rseq,           CALL_UNKNOWN,   PLAN_FALLBACK,   EPERM,  ENOSYS },
	{ POLICY(""),                                   ARCH_X86_64, CALL_ptrace,         CALL_UNKNOWN,   PLAN_ON_PURPOSE, EPERM,  EPERM },
	{ POLICY(""),                                   ARCH_X86_64, CALL_uselib,         CALL_UNKNOWN,   PLAN_NOBODY,     EPERM,  -1 },
	{ POLICY("{\"call\": \"uselib\", \"action\": \"kill\"}"), ARCH_X86_64, CALL_uselib, CALL_UNKNOWN, PLAN_NOBODY,     -1,     -1 },
	{ POLICY("{\"call\": \"ptrace\", \"action\": \"kill\"}"), ARCH_X86_64, CALL_ptrace, CALL_UNKNOWN, PLAN_RULE,       -1,     EPERM },
	{ POLICY(""),                                   ARCH_X86_64, CALL_mkdir,          CALL_UNKNOWN,   PLAN_UNSEEN,     EPERM,  EPERM },
};

static int as_number(struct verdict verdict)
{
	return verdict.action == ACTION_ERRNO ? verdict.data : verdict.action == ACTION_KILL ? -1 :
	       verdict.action == ACTION_NOTIFY ? -2 : 0;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct policy policy;
		read_policy(&policy, rows[i].json);
		struct plan plan = plan_of(&policy, rows[i].arch, rows[i].id);
		if (plan.why != rows[i].why || as_number(plan.answer) != rows[i].answer)
			print_message("row %zu: %s\n", i, syscall_name(rows[i].id));
		assert_int_equal(plan.why, rows[i].why);
		assert_int_equal(as_number(plan.answer), rows[i].answer);
		assert_int_equal(as_number(plan.wanted), rows[i].wanted);
		assert_int_equal(plan.why == PLAN_RULE ? CALL_UNKNOWN : plan.of, rows[i].of);
		policy_free(&policy);
	}
}

/* No obsolete call is also a fallback, has one, or is needed. */
static void test_tables_agree(void **state)
{
	(void)state;
	for (size_t i = 0; i < fallback_count(); i++)
		assert_null(plan_nobody(fallback_at(i)->call));
	for (size_t i = 0; i < implied_count(); i++)
		assert_null(plan_nobody(implied_at(i)->call));
}

static size_t count_lines(const char *text)
{
	size_t lines = 0;

	for (; (text = strchr(text, '\n')); text++)
		lines++;
	return lines;
}

static void test_text(void **state)
{
	static const char *const wanted[] = {
		"clone3\terrno EPERM\tfalls back to clone: glibc 2.34: pthread_create, posix_spawn; not as planned: errno ENOSYS\n",
		"\nptrace\tkill\ta rule of the policy: never\n",
		"\nuselib\terrno EPERM\tno current program uses it: libc 5's loader; gone since Linux 6.16\n",
		"\npselect6_time64\terrno EPERM\tits fallback pselect6 is refused too: glibc 2.33, musl 1.2 on 32-bit archs\n",
		"\nstat\terrno EPERM\tno rule [i386]\n",
		"\n(newer)\terrno ENOSYS\tcalls newer than " SYSCALLS_KNOWN_TO "\n(foreign)\tkill\tall other archs\n",
	};
	struct policy policy;
	AUTO_TEXT struct text text = {0};

	(void)state;
	read_policy(&policy, POLICY(CALL("clone") ", {\"call\": \"stat\", \"archs\": [\"x86_64\"]}, "
	                            "{\"call\": \"ptrace\", \"action\": \"kill\", \"note\": \"never\"}"));
	plan_text(&policy, &text);
	for (size_t i = 0; i < COUNT_OF(wanted); i++)
		if (!strstr(text.at, wanted[i]))
			fail_msg("no line: %s", wanted[i]);
	assert_null(strstr(text.at, "\nclone\t"));
	assert_true(count_lines(text.at) > 400);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_tables_agree),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
