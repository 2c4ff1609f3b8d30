/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a task goes on says where it stops next: at the next call or its end
 * (PTRACE_SYSCALL), or where the filter says so (PTRACE_CONT). No failure is
 * looked at: a task that was killed meanwhile is told by waitpid.
 *
 * A probe's call (probe.h) must not be made, and a call that is not made is still
 * judged by the filters: one of the program's own may kill for it. Only with
 * PTRACE_SYSEMU does a call end before it comes to them. So goes on who has such
 * a filter and may meet a probe; a call that is none of a probe's is made again,
 * in the ordinary way. That costs a stop more.
 */
#include "tracer/follow/resume.h"

#include <sys/ptrace.h>

#include "tracer/process/stop.h"

#ifndef PTRACE_SYSEMU
#define PTRACE_SYSEMU 31                      /* arch/x86/include/uapi/asm/ptrace-abi.h */
#endif

static bool may_meet_probe(const struct task *task)
{
	return task->engine->before_filters && task->filtered && task->space && task->space->probe_count;
}

static int way_on(struct task *task)
{
	bool wants_exit = task->wants_exit || task->in_birth || task->given.arguments || task->given.edited;

	task->emulated = !wants_exit && !task->remake && may_meet_probe(task);
	task->remake = false;
	if (task->emulated)
		return PTRACE_SYSEMU;
	return wants_exit ? PTRACE_SYSCALL : task->engine->request;
}

void resume_task(struct task *task, int sig)
{
	ptrace((enum __ptrace_request)way_on(task), task->tid, NULL, (void *)(uintptr_t)sig);
}

void resume_as_stopped(struct task *task, int status)
{
	if (stop_decode(status) == STOP_GROUP)
		ptrace(PTRACE_LISTEN, task->tid, NULL, NULL);
	else
		resume_task(task, 0);
}
