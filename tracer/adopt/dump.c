/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel numbers a chain from its oldest filter. Only the named thread is
 * stopped: each thread has its own chain, though most share it.
 */
#include "tracer/adopt/dump.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>

#include "tracer/follow/attach.h"
#include "tracer/follow/interrupt.h"
#include "tracer/process/proc.h"

enum { WAKE_MS = 10, WAKE_MOST_MS = 1000 };
enum { FILTERS_MOST = 4096 };                 /* a chain has 32768 instructions, and each filter costs four */

void dump_free(struct dump *dump)
{
	for (size_t i = 0; i < dump->count; i++)
		free(dump->filter[i].insn);
	free(dump->filter);
}

static int cannot_read(pid_t pid, struct err *err)
{
	if (errno == EACCES || errno == EPERM)
		return err_set(err, "process %d: reading filters requires CAP_SYS_ADMIN, and that seccord itself has no filter",
		               (int)pid);
	if (errno == EIO || errno == EINVAL)
		return err_set(err, "process %d: this kernel cannot dump filters (CONFIG_CHECKPOINT_RESTORE is off)", (int)pid);
	if (errno == EMEDIUMTYPE)
		return err_set(err, "process %d: has a filter that the kernel cannot dump", (int)pid);
	return err_errno(err, "process %d: cannot read its filters", (int)pid);
}

/* For a task without filters the kernel returns the same error as a kernel that
 * cannot dump filters. */
static bool has_filters(pid_t pid)
{
	return proc_status(pid).seccomp == SECCOMP_MODE_FILTER;
}

/* 1: one more; 0: there is none. */
static int read_next(struct dump *dump, pid_t pid, struct err *err)
{
	void *index = (void *)dump->count;
	long length = ptrace(PTRACE_SECCOMP_GET_FILTER, pid, index, NULL);
	int error = errno;

	if (length < 0 && (error == ENOENT || (error == EINVAL && !has_filters(pid))))
		return 0;
	if (length < 0) {
		errno = error;
		return cannot_read(pid, err);
	}
	dump->filter = mem_grow(dump->filter, dump->count, &dump->room, sizeof(*dump->filter));
	struct dumped *one = &dump->filter[dump->count++];
	*one = (struct dumped){ mem_alloc((size_t)length * sizeof(*one->insn)), (size_t)length };
	return ptrace(PTRACE_SECCOMP_GET_FILTER, pid, index, one->insn) == length ? 1 : cannot_read(pid, err);
}

int dump_tracee(struct dump *dump, pid_t pid, struct err *err)
{
	int more = 1;

	while (more > 0 && dump->count < FILTERS_MOST)
		more = read_next(dump, pid, err);
	return more;
}

/* A task in a group stop is detached in that state; any other pending signal is
 * delivered. */
static void let_go(struct task *task, int status)
{
	enum stop stop = stop_decode(status);
	int sig = stop == STOP_SIGNAL ? WSTOPSIG(status) : 0;

	interrupt_hide_eintr(task, stop, sig);
	ptrace(PTRACE_DETACH, task->tid, NULL, (void *)(uintptr_t)sig);
}

static int dump_stopped(struct dump *dump, struct task *task, struct err *err)
{
	int status = 0;

	if (waitpid(task->tid, &status, __WALL) != task->tid || stop_decode(status) == STOP_GONE)
		return err_set(err, "process %d has ended", (int)task->tid);
	int result = dump_tracee(dump, task->tid, err);
	let_go(task, status);
	return result;
}

/* The kernel refuses a task that is over as it refuses one that is not ours. */
static int cannot_attach(pid_t pid, int error, struct err *err)
{
	char what[64];

	snprintf(what, sizeof(what), "cannot attach to process %d", (int)pid);
	if (proc_has_ended(pid))
		return err_set(err, "process %d has ended", (int)pid);
	if (proc_stat(pid).state == 'Z')
		return err_set(err, "process %d goes on, but its first thread has ended: choose another one of /proc/%d/task", (int)pid, (int)pid);
	return attach_refused(pid, what, error, err);
}

/* A second suffices for a vfork, until the child executes a program: so programs start others. */
static bool wakes_soon(const struct task *task)
{
	static const struct timespec pause = { .tv_nsec = WAKE_MS * 1000000L };

	for (int waited = 0; waited < WAKE_MOST_MS && proc_stat(task->tid).state == 'D'; waited += WAKE_MS)
		nanosleep(&pause, NULL);
	return interrupt_is_due(task);
}

int dump_process(struct dump *dump, pid_t pid, struct err *err)
{
	struct task task = { .tid = pid, .tgid = pid };

	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL))
		return cannot_attach(pid, errno, err);
	if (!interrupt_task(&task) && !wakes_soon(&task))
		return err_set(err, "process %d is exiting or in uninterruptible sleep", (int)pid);
	return dump_stopped(dump, &task, err);
}
