/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ptrace request determines the next stop: at the next call or its exit
 * (PTRACE_SYSCALL), or where the filter decides (PTRACE_CONT). Errors are
 * ignored: waitpid reports a task killed meanwhile.
 *
 * A probe's call (probe.h) must be skipped, but filters see skipped calls too,
 * and one of the program's own may kill for it. Only PTRACE_SYSEMU skips a call
 * before the filters. So it resumes tasks that have such a filter and may reach
 * a probe; if the call is not a probe's, it is made again in the ordinary way,
 * at the cost of one more stop.
 *
 * A task that leaves is detached at a stop outside a call. At an entry the call
 * would begin with a pending signal, and one that sleeps would fail with EINTR.
 */
#include "tracer/follow/resume.h"

#include <sys/ptrace.h>

#include "tracer/process/stop.h"

#ifndef PTRACE_SYSEMU
#define PTRACE_SYSEMU 31                      /* asm/ptrace-abi.h of x86, asm/ptrace.h of arm64 */
#endif

static bool may_meet_probe(const struct task *task)
{
	return task->engine->before_filters && task->filtered && task->space && task->space->probe_count && !task->space->probes_call;
}

static int way_on(struct task *task)
{
	bool wants_exit = task->wants_exit || task->interrupted || task->in_clone || task->given.arguments || task->given.edited;

	task->emulated = !wants_exit && !task->remake && may_meet_probe(task);
	task->remake = false;
	if (task->emulated)
		return PTRACE_SYSEMU;
	return wants_exit ? PTRACE_SYSCALL : task->engine->request;
}

static bool leave(struct task *task, int sig)
{
	if (task->leaving != LEAVES || task->in_call || task->remake)
		return false;
	ptrace(PTRACE_DETACH, task->tid, NULL, (void *)(uintptr_t)sig);
	task->leaving = LEFT;
	return true;
}

void resume_task(struct task *task, int sig)
{
	if (!leave(task, sig))
		ptrace((enum __ptrace_request)way_on(task), task->tid, NULL, (void *)(uintptr_t)sig);
}

void resume_as_stopped(struct task *task, int status)
{
	task->listens = stop_decode(status) == STOP_GROUP && !leave(task, 0);
	if (task->listens)
		ptrace(PTRACE_LISTEN, task->tid, NULL, NULL);
	else if (task->leaving != LEFT)
		resume_task(task, 0);
}
