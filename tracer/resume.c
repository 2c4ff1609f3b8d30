/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a task goes on says where it stops next: at the next call or its end
 * (PTRACE_SYSCALL), or where the filter says so (PTRACE_CONT). No failure is
 * looked at: a task that was killed meanwhile is told by waitpid.
 */
#include "tracer/resume.h"

#include <sys/ptrace.h>

#include "tracer/stop.h"

void resume_task(const struct task *task, int sig)
{
	bool stop_again = task->full || task->wants_exit || task->untraced.flags;

	ptrace(stop_again ? PTRACE_SYSCALL : PTRACE_CONT, task->tid, NULL, (void *)(uintptr_t)sig);
}

void resume_as_stopped(const struct task *task, int status)
{
	if (stop_decode(status) == STOP_GROUP)
		ptrace(PTRACE_LISTEN, task->tid, NULL, NULL);
	else
		resume_task(task, 0);
}
