/* SPDX-License-Identifier: Apache-2.0 */
/*
 * With system call number -1 the kernel skips the call, with the result that is in its register. But at
 * syscall entry the filters still run and see number -1; an allow-list kills
 * for it. So where a filter may be loaded, the call keeps its number and gets
 * an argument with which no call succeeds.
 */
#include "tracer/follow/tamper.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/follow/clone_event.h"
#include "tracer/process/registers.h"

void tamper_errno(pid_t tid, int error)
{
	registers_skip_call(tid, -error);
}

/* --- io_uring --- */

/* No entries, or an invalid descriptor. */
static uint64_t impossible(int id)
{
	return id == CALL_io_uring_setup ? 0 : INT_MAX;
}

void tamper_refuse(struct task *task, const struct call_info *call, bool traced)
{
	if (!task->engine->before_filters || !task->filtered) {
		tamper_errno(task->tid, ENOSYS);
		return;
	}
	task->refused = traced ? REFUSED_WHEN_TRACED : REFUSED_BY_ARGUMENT;
	if (!traced)
		clone_event_give(task, call, 0, impossible(call->id));
}

void tamper_refused_again(struct task *task)
{
	if (task->refused == REFUSED_WHEN_TRACED)
		tamper_errno(task->tid, ENOSYS);
	task->refused = NOT_REFUSED;
}

/* The kernel's errno for such arguments; any other errno comes from a filter. */
static bool is_kernels(int error)
{
	return error == EINVAL || error == EBADF || error == EFAULT || error == EOPNOTSUPP;
}

int tamper_refused_at_exit(struct task *task, int error)
{
	bool change = task->refused == REFUSED_BY_ARGUMENT && is_kernels(error);

	task->refused = NOT_REFUSED;
	if (!change)
		return error;
	registers_set_result(task->tid, -ENOSYS);
	return ENOSYS;
}

/* --- ptrace --- */

static bool shares_ids(pid_t tid)
{
	struct stat ours, theirs;
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/ns/pid", (int)tid);
	return !stat("/proc/self/ns/pid", &ours) && !stat(name, &theirs) && ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

void tamper_attach(struct task *task, const struct call_info *call)
{
	if ((pid_t)call->args[1] == getpid() && shares_ids(task->tid))
		clone_event_give(task, call, 1, (uint64_t)task->tgid);
}

/* --- seccomp --- */

bool tamper_asks_seccomp(const struct call_info *call)
{
	return call->id == CALL_prctl && (uint32_t)call->args[0] == PR_GET_SECCOMP;
}

void tamper_seccomp_at_exit(const struct task *task)
{
	if (!task->filtered)
		registers_set_result(task->tid, 0);
}
