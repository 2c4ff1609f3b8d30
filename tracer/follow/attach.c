/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel seizes the children of a seized thread, so only threads not yet
 * seized can create unseized ones: once a full scan of /proc/PID/task finds no
 * new thread, all are seized.
 */
#include "tracer/follow/attach.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tracer/follow/interrupt.h"
#include "tracer/process/proc.h"

/* The kernel's own threads of a process (io_uring workers) make no system calls;
 * include/linux/sched.h. */
enum { PF_IO_WORKER = 0x10, PF_USER_WORKER = 0x4000, PF_KTHREAD = 0x200000 };

/* The inode of the first pid namespace: PROC_PID_INIT_INO, include/linux/proc_ns.h. */
#define HOST_PID_NAMESPACE 0xeffffffcul

struct about {
	struct proc_status status;
	struct proc_stat stat;
};

static struct about look_at(pid_t tid)
{
	return (struct about){ proc_status(tid), proc_stat(tid) };
}

/* The attach failed, but the recording loses no calls. */
static bool is_no_loss(const struct about *about)
{
	return !about->stat.state || strchr("ZX", about->stat.state) || about->status.tracer == getpid() ||
	       (about->stat.flags & (PF_IO_WORKER | PF_USER_WORKER | PF_KTHREAD) && about->status.tgid != 0);
}

int attach_refused(pid_t pid, const char *what, int error, struct err *err)
{
	struct about about = look_at(pid);
	char name[64];

	if (about.stat.flags & PF_KTHREAD)
		return err_set(err, "%s: it is a kernel thread and makes no system calls", what);
	if (about.status.tracer)
		return err_set(err, "%s: it is already being traced, by process %d (%s)", what,
		               about.status.tracer, proc_comm(about.status.tracer, name));
	errno = error;
	return err_errno(err, "%s (not yours, already being traced from another container, or ptrace is restricted by a sandbox or "
	                 "by kernel.yama.ptrace_scope)", what);
}

static int refused(pid_t pid, int error, struct err *err)
{
	char what[64];

	snprintf(what, sizeof(what), "cannot attach to process %d", (int)pid);
	return attach_refused(pid, what, error, err);
}

/* What each seized thread gets. */
struct attaching {
	struct tasks *tasks;
	pid_t pid;
	struct address_space *space;
	const struct engine *engine;
	long options;
};

static int seize(const struct attaching *attaching, pid_t tid, struct err *err)
{
	if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)(uintptr_t)attaching->options)) {
		int error = errno;
		struct about about = look_at(tid);
		return error == ESRCH || is_no_loss(&about) ? 0 : refused(attaching->pid, error, err);
	}
	struct task *task = task_add(attaching->tasks, tid);
	task->tgid = attaching->pid;
	task->space = address_space_share(attaching->space);
	task->engine = attaching->engine;
	if (task->engine != &engine_dormant)
		interrupt_task(task);
	return 1;
}

/* One scan of the threads: the number of new ones, or -1. */
static int seize_new(const struct attaching *attaching, struct err *err)
{
	char name[64];
	int found = 0, one = 0;

	snprintf(name, sizeof(name), "/proc/%d/task", (int)attaching->pid);
	DIR *threads = opendir(name);
	if (!threads)
		return err_set(err, "cannot attach to process %d: it has ended, or there is none", (int)attaching->pid);
	for (struct dirent *entry; one >= 0 && (entry = readdir(threads));) {
		pid_t tid = atoi(entry->d_name);
		if (tid > 0 && !task_find(attaching->tasks, tid))
			one = seize(attaching, tid, err);
		else
			one = 0;
		found += one;
	}
	closedir(threads);
	return one < 0 ? -1 : found;
}

int attach_process(struct tasks *tasks, pid_t pid, const struct engine *engine, long options, struct err *err)
{
	struct about about = look_at(pid);
	size_t before = tasks->count;
	int found;

	if (!about.status.tgid || proc_has_ended(pid))
		return err_set(err, "cannot attach to process %d: it has ended, or there is none", (int)pid);
	if (about.stat.flags & PF_KTHREAD)
		return refused(pid, EPERM, err);
	struct attaching attaching = { tasks, about.status.tgid, address_space_new(), engine, options };
	do
		found = seize_new(&attaching, err);
	while (found > 0);
	address_space_release(attaching.space);
	if (!found && tasks->count == before && !task_find(tasks, pid))
		return err_set(err, "process %d has ended", (int)pid);
	return found;
}

/* What sleeps in a call, or is in a group stop, stays in it; a call that we interrupted must first be set back. */
static bool is_settled(const struct task *task)
{
	if (task->leaving == LEFT || task->listens || task->held || task->engine == &engine_dormant)
		return true;
	return task->interrupted ? !interrupt_is_due(task) : task->in_call;
}

static void prepare_task(void *settled, struct task *task)
{
	if (is_settled(task))
		return;
	if (!task->interrupted)
		interrupt_task(task);
	task->leaving = LEAVES;
	*(bool *)settled = false;
}

bool attach_prepare_to_leave(struct tasks *tasks)
{
	bool settled = true;

	task_each(tasks, prepare_task, &settled);
	return settled;
}

bool attach_is_host_init(pid_t tgid, ino_t pid_namespace)
{
	return tgid == 1 && pid_namespace == HOST_PID_NAMESPACE;
}

/* Without namespace support there is only the host. */
static ino_t our_pid_namespace(void)
{
	struct stat status;

	return stat("/proc/self/ns/pid", &status) ? HOST_PID_NAMESPACE : status.st_ino;
}

int attach_is_allowed(pid_t pid, bool force, struct err *err)
{
	struct about about = look_at(pid);

	if (about.stat.flags & PF_KTHREAD)
		return refused(pid, EPERM, err);
	if (force || !attach_is_host_init(about.status.tgid, our_pid_namespace()))
		return 0;
	return err_set(err, "process %d is the init of this machine; stopping it stops the whole machine: use --force "
	               "to attach anyway", (int)pid);
}
