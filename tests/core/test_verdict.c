/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers: how the kernel interprets them, their effect on a call, and how they
 * are printed.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/verdict/verdict.h"

static void test_return_values(void **state)
{
	static const struct { uint32_t ret; struct verdict verdict; uint32_t again; } rows[] = {
		{ SECCOMP_RET_ALLOW,           { ACTION_ALLOW, 0 },       SECCOMP_RET_ALLOW },
		{ SECCOMP_RET_ALLOW | 7,       { ACTION_ALLOW, 0 },       SECCOMP_RET_ALLOW },
		{ SECCOMP_RET_LOG | 1,         { ACTION_LOG, 0 },         SECCOMP_RET_LOG },
		{ SECCOMP_RET_TRACE,           { ACTION_TRACE, 0 },       SECCOMP_RET_TRACE },
		{ SECCOMP_RET_TRACE | 0xffff,  { ACTION_TRACE, 0xffff },  SECCOMP_RET_TRACE | 0xffff },
		{ SECCOMP_RET_ERRNO | 38,      { ACTION_ERRNO, 38 },      SECCOMP_RET_ERRNO | 38 },
		{ SECCOMP_RET_ERRNO,           { ACTION_ERRNO, 0 },       SECCOMP_RET_ERRNO },
		{ SECCOMP_RET_ERRNO | 0xffff,  { ACTION_ERRNO, 4095 },    SECCOMP_RET_ERRNO | 4095 },
		{ SECCOMP_RET_TRAP | 7,        { ACTION_TRAP, 7 },        SECCOMP_RET_TRAP | 7 },
		{ SECCOMP_RET_KILL_THREAD | 9, { ACTION_KILL_THREAD, 0 }, SECCOMP_RET_KILL_THREAD },
		{ SECCOMP_RET_KILL_PROCESS,    { ACTION_KILL, 0 },        SECCOMP_RET_KILL_PROCESS },
		{ SECCOMP_RET_USER_NOTIF | 5,  { ACTION_NOTIFY, 0 },      SECCOMP_RET_USER_NOTIF },
		{ 0x12340000,                  { ACTION_KILL, 0 },        SECCOMP_RET_KILL_PROCESS },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_true(verdict_equal(verdict_of_ret(rows[i].ret), rows[i].verdict));
		assert_int_equal(verdict_ret(rows[i].verdict), rows[i].again);
	}
}

static void test_names(void **state)
{
	(void)state;
	for (int i = 0; i < ACTION_COUNT; i++)
		assert_int_equal(action_by_name(action_name((enum action)i)), i);
	assert_int_equal(action_by_name("explode"), -1);
}

static void test_passage(void **state)
{
	static const struct { enum action action; bool made, passes, may_pass; } rows[] = {
		{ ACTION_ALLOW,       true,  true,  true },
		{ ACTION_LOG,         true,  true,  true },
		{ ACTION_TRACE,       false, false, true },
		{ ACTION_NOTIFY,      false, true,  true },
		{ ACTION_ERRNO,       false, false, false },
		{ ACTION_TRAP,        false, false, false },
		{ ACTION_KILL_THREAD, false, false, false },
		{ ACTION_KILL,        false, false, false },
	};

	(void)state;
	assert_int_equal(COUNT_OF(rows), ACTION_COUNT);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct verdict verdict = { rows[i].action, 0 };
		assert_int_equal(verdict_is_made(verdict), rows[i].made);
		assert_int_equal(verdict_passes(verdict), rows[i].passes);
		assert_int_equal(verdict_may_pass(verdict), rows[i].may_pass);
	}
}

/* Tracer or supervisor, and the number, must be the same. */
static void test_within(void **state)
{
	static const struct { struct verdict a, b; bool within; } rows[] = {
		{ { ACTION_LOG, 0 },    { ACTION_ALLOW, 0 },  true },
		{ { ACTION_ALLOW, 0 },  { ACTION_LOG, 0 },    true },
		{ { ACTION_TRACE, 3 },  { ACTION_ALLOW, 0 },  true },
		{ { ACTION_TRACE, 3 },  { ACTION_TRACE, 3 },  true },
		{ { ACTION_TRACE, 3 },  { ACTION_TRACE, 4 },  false },
		{ { ACTION_TRACE, 0 },  { ACTION_NOTIFY, 0 }, false },
		{ { ACTION_NOTIFY, 0 }, { ACTION_NOTIFY, 0 }, true },
		{ { ACTION_ALLOW, 0 },  { ACTION_TRACE, 0 },  false },
		{ { ACTION_ALLOW, 0 },  { ACTION_NOTIFY, 0 }, false },
		{ { ACTION_TRACE, 0 },  { ACTION_ERRNO, 38 }, false },
		{ { ACTION_ERRNO, 1 },  { ACTION_KILL, 0 },   true },
		{ { ACTION_TRAP, 1 },   { ACTION_TRAP, 2 },   true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(verdict_is_within(rows[i].a, rows[i].b), rows[i].within);
}

static void test_text(void **state)
{
	static const struct { struct verdict verdict; const char *text, *brief; } rows[] = {
		{ { ACTION_ALLOW, 0 },    "allow",       "allow" },
		{ { ACTION_ERRNO, 1 },    "errno EPERM", "EPERM" },
		{ { ACTION_ERRNO, 4095 }, "errno 4095",  "errno 4095" },
		{ { ACTION_ERRNO, 0 },    "errno 0",     "errno 0" },
		{ { ACTION_TRACE, 0 },    "trace",       "trace" },
		{ { ACTION_TRACE, 3 },    "trace 3",     "trace 3" },
		{ { ACTION_TRAP, 1 },     "trap 1",      "trap 1" },
		{ { ACTION_NOTIFY, 0 },   "supervise",   "supervise" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text text = { 0 }, brief = { 0 };
		verdict_text(rows[i].verdict, &text);
		verdict_text_brief(rows[i].verdict, &brief);
		assert_string_equal(text.at, rows[i].text);
		assert_string_equal(brief.at, rows[i].brief);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_return_values),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_passage),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
