/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each wait status of ptrace(2) for a seized task, as a row.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/process/stop.h"

#define STOPPED(sig)      (((sig) << 8) | 0x7f)
#define EVENT(event, sig) (((event) << 16) | STOPPED(sig))

static const struct {
	int status;
	enum stop stop;
} rows[] = {
	{ 0,                                      STOP_GONE },
	{ 3 << 8,                                 STOP_GONE },
	{ SIGKILL,                                STOP_GONE },
	{ SIGSEGV | 0x80,                         STOP_GONE },
	{ STOPPED(SIGTRAP | 0x80),                STOP_CALL },
	{ STOPPED(SIGTRAP),                       STOP_SIGNAL },
	{ STOPPED(SIGSTOP),                       STOP_SIGNAL },
	{ STOPPED(SIGSYS),                        STOP_SIGNAL },
	{ EVENT(PTRACE_EVENT_SECCOMP, SIGTRAP),   STOP_SECCOMP },
	{ EVENT(PTRACE_EVENT_FORK, SIGTRAP),      STOP_BIRTH },
	{ EVENT(PTRACE_EVENT_VFORK, SIGTRAP),     STOP_BIRTH },
	{ EVENT(PTRACE_EVENT_CLONE, SIGTRAP),     STOP_BIRTH },
	{ EVENT(PTRACE_EVENT_EXEC, SIGTRAP),      STOP_EXEC },
	{ EVENT(PTRACE_EVENT_EXIT, SIGTRAP),      STOP_EXIT },
	{ EVENT(PTRACE_EVENT_VFORK_DONE, SIGTRAP), STOP_OTHER },
	{ EVENT(128, SIGTRAP),                    STOP_FIRST },
	{ EVENT(128, SIGSTOP),                    STOP_GROUP },
	{ EVENT(128, SIGTSTP),                    STOP_GROUP },
	{ EVENT(128, SIGTTIN),                    STOP_GROUP },
	{ EVENT(128, SIGTTOU),                    STOP_GROUP },
};

static void each_status_has_one_meaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(stop_decode(rows[i].status), rows[i].stop);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_status_has_one_meaning),
	};

	return cmocka_run_group_tests_name("stop", tests, NULL, NULL);
}
