/* SPDX-License-Identifier: Apache-2.0 */
/* What systemctl shows of a unit, and how its main process is found in what systemd passes to its commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tracer/adopt/unit_plan.h"
#include "core/base/mem.h"

enum { EXIT_3 = 3 << 8, SEGV = 11, TERM = 15, DUMPED = 0x80 };

static const struct { const char *shown; bool busy, remains; int status; } states[] = {
	{"", false, false, -1},
	{"ActiveState=inactive\nSubState=dead\nMainPID=0\nControlPID=0\nExecMainPID=12\nExecMainCode=1\nExecMainStatus=3\n", false, false, EXIT_3},
	{"ActiveState=failed\nExecMainPID=12\nExecMainCode=2\nExecMainStatus=11", false, false, SEGV},
	{"ActiveState=failed\nExecMainPID=12\nExecMainCode=3\nExecMainStatus=11", false, false, SEGV | DUMPED},
	{"ActiveState=failed\nExecMainPID=0\nExecMainCode=0\nExecMainStatus=0", false, false, -1},
	{"ActiveState=active\nSubState=running\nMainPID=12\nExecMainPID=12\nExecMainCode=0", true, false, -1},
	{"ActiveState=active\nSubState=exited\nMainPID=0\nExecMainPID=12\nExecMainCode=1\nExecMainStatus=0", false, true, 0},
	{"ActiveState=activating\nSubState=start", true, false, -1},
	{"ActiveState=activating\nSubState=auto-restart\nExecMainPID=9", false, false, -1},
	{"ActiveState=activating\nSubState=auto-restart-queued", false, false, -1},
	{"ActiveState=deactivating\nSubState=stop-post\nControlPID=0", true, false, -1},
	{"ActiveState=inactive\nControlPID=7", true, false, -1},
	{"ActiveState=inactive\nExecMainPID=7", false, false, -1},
};

static void test_states(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(states); i++) {
		struct unit_state is = unit_state_read(states[i].shown);
		if (unit_state_is_busy(&is) != states[i].busy || unit_state_remains(&is) != states[i].remains ||
		    (is.main_over ? is.main_status : -1) != states[i].status)
			fail_msg("%s", states[i].shown);
	}
}

static void test_words(void **state)
{
	struct unit_state is = unit_state_read("InvocationID=ab\nResult=exit-code\nConditionResult=no\nAssertResult=yes\n"
	                                       "ConditionTimestampMonotonic=17\nAssertTimestampMonotonic=0\n");

	(void)state;
	assert_string_equal(is.invocation, "ab");
	assert_string_equal(is.result, "exit-code");
	assert_string_equal(is.conditions, "17");
	assert_true(is.condition_fails);
	assert_false(is.assert_fails);
}

/* Two looks, one after the other. */
static const struct { const char *last, *now; enum unit_refusal is; } refusals[] = {
	{"", "", UNIT_NOT_REFUSED},
	{"ActiveState=inactive", "ActiveState=inactive\nConditionResult=no\nConditionTimestampMonotonic=7", UNIT_CONDITION},
	{"ActiveState=inactive", "ActiveState=inactive\nAssertResult=no\nAssertTimestampMonotonic=7", UNIT_ASSERTION},
	{"ConditionTimestampMonotonic=7", "ConditionResult=no\nConditionTimestampMonotonic=7", UNIT_NOT_REFUSED},
	{"ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=7", "ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=8", UNIT_LIMIT},
	{"ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=7", "ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=7", UNIT_NOT_REFUSED},
	{"ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=7", "ActiveState=failed\nInvocationID=b\nStateChangeTimestampMonotonic=8", UNIT_NOT_REFUSED},
	{"ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=7", "ActiveState=inactive\nInvocationID=a\nStateChangeTimestampMonotonic=8", UNIT_NOT_REFUSED},
	{"ActiveState=active\nInvocationID=a\nStateChangeTimestampMonotonic=7", "ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=8", UNIT_NOT_REFUSED},
	{"ActiveState=inactive\nInvocationID=a\nStateChangeTimestampMonotonic=7", "ActiveState=failed\nInvocationID=a\nStateChangeTimestampMonotonic=8", UNIT_LIMIT},
	{"ActiveState=inactive\nJob=9", "ActiveState=inactive\nJob=", UNIT_DROPPED},
	{"ActiveState=failed\nJob=9", "ActiveState=failed", UNIT_DROPPED},
	{"ActiveState=inactive\nJob=9", "ActiveState=inactive\nJob=9", UNIT_NOT_REFUSED},
	{"ActiveState=inactive\nJob=9", "ActiveState=active", UNIT_NOT_REFUSED},
	{"ActiveState=inactive\nJob=9", "ActiveState=inactive\nInvocationID=b", UNIT_NOT_REFUSED},
	{"ActiveState=deactivating\nJob=9", "ActiveState=inactive", UNIT_NOT_REFUSED},
};

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct unit_state last = unit_state_read(refusals[i].last), now = unit_state_read(refusals[i].now);
		if (unit_state_refusal(&last, &last, &now) != refusals[i].is)
			fail_msg("%s, then %s", refusals[i].last, refusals[i].now);
	}
}

static const struct { int status; bool oneshot; const char *successes; bool clean; } ends[] = {
	{0, false, "", true},
	{EXIT_3, false, "", false},
	{EXIT_3, false, "1 3 USR1", true},
	{EXIT_3, false, "33 QUIT", false},
	{TERM, false, "", true},
	{TERM, true, "", false},
	{TERM, true, "TERM", true},
	{SEGV, false, "11 USR1", false},
	{SEGV, false, "11 SEGV", true},
	{SEGV | DUMPED, false, "SEGV", true},
	{11 << 8, false, "SEGV", false},
};

static void test_clean_ends(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		if (unit_end_is_clean(ends[i].status, ends[i].oneshot, ends[i].successes) != ends[i].clean)
			fail_msg("%#x with %s", (unsigned)ends[i].status, ends[i].successes);
}

#define JOIN(main, pid, variables) unit_main_joined(main, pid, variables, sizeof(variables) - 1)

static void test_last_before_the_rest(void **state)
{
	struct unit_main main = {0};

	(void)state;
	JOIN(&main, 5, "A=b\0INVOCATION_ID=1\0");
	unit_main_ended(&main, 5, 0);
	assert_true(main.over);
	JOIN(&main, 6, "INVOCATION_ID=1\0");
	assert_false(main.over);
	JOIN(&main, 7, "MAINPID=6\0INVOCATION_ID=1\0");
	unit_main_ended(&main, 7, 1 << 8);
	assert_false(main.over);
	unit_main_ended(&main, 6, EXIT_3);
	assert_true(main.over);
	assert_int_equal(main.status, EXIT_3);
}

static void test_passed(void **state)
{
	static const struct { const char *variables; size_t size; bool reported; int status; } rows[] = {
#define ROW(text, ...) {text, sizeof(text) - 1, __VA_ARGS__}
		ROW("SERVICE_RESULT=exit-code\0EXIT_CODE=exited\0EXIT_STATUS=3\0", true, EXIT_3),
		ROW("SERVICE_RESULT=signal\0EXIT_CODE=killed\0EXIT_STATUS=TERM", true, TERM),
		ROW("SERVICE_RESULT=core-dump\0EXIT_CODE=dumped\0EXIT_STATUS=SEGV\0", true, SEGV | DUMPED),
		ROW("SERVICE_RESULT=signal\0EXIT_CODE=killed\0EXIT_STATUS=NONE\0", false, 0),
		ROW("SERVICE_RESULT=exit-code\0XEXIT_CODE=exited\0EXIT_STATUS=3\0", false, 0),
#undef ROW
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct unit_main main = {.pid = 4};
		unit_main_joined(&main, 9, rows[i].variables, rows[i].size);
		unit_main_ended(&main, 9, 1 << 8);
		if (main.reported != rows[i].reported || main.status != rows[i].status || main.pid != 4)
			fail_msg("row %zu: %d, status %d, process %d", i, main.reported, main.status, (int)main.pid);
	}
}

static void test_plan(void **state)
{
	struct arena arena = {0};
	struct unit_plan plan = {.arena = &arena};
	struct err err;

	(void)state;
	assert_int_equal(unit_plan_read(&plan, "a", "Id=a.service\nInvocationID=7\nExecStart={ path=/none/a ; argv[]=/none/a ; x }\n", &err), 0);
	assert_string_equal(plan.name, "a.service");
	assert_string_equal(plan.before.invocation, "7");
	assert_int_equal(plan.count, 1);
	assert_false(plan.stops);
	plan = (struct unit_plan){.arena = &arena};
	assert_int_equal(unit_plan_read(&plan, "a", "ExecStop={ path=/none/b ; x }\nExecStart={ path=/none/a ; argv[]=/none/a ; x }\n", &err), 0);
	assert_true(plan.stops);
	plan = (struct unit_plan){.arena = &arena};
	assert_int_equal(unit_plan_read(&plan, "a", "Id=a.service\nExecStop={ path=/none/b ; x }\n", &err), -1);
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states), cmocka_unit_test(test_words),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_clean_ends), cmocka_unit_test(test_last_before_the_rest),
		cmocka_unit_test(test_passed), cmocka_unit_test(test_plan),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
