/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread that is seized has its children seized by the kernel, so new threads
 * can only come from those not seized yet: when a whole look through
 * /proc/PID/task finds nobody new, all are ours.
 */
#include "tracer/attach.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "tracer/interrupt.h"
#include "tracer/proc_stat.h"

/* The kernel's own threads of a process (io_uring's) make no calls; include/linux/sched.h. */
enum { PF_IO_WORKER = 0x10, PF_USER_WORKER = 0x4000, PF_KTHREAD = 0x200000 };

struct about {                                /* of /proc/TID/status and stat */
	int tgid, tracer;
	struct proc_stat stat;
};

static void look_at_status(pid_t tid, struct about *about)
{
	char name[64], line[256];

	snprintf(name, sizeof(name), "/proc/%d/status", (int)tid);
	FILE *file = fopen(name, "re");
	while (file && fgets(line, sizeof(line), file))
		if (!sscanf(line, "Tgid: %d", &about->tgid))
			sscanf(line, "TracerPid: %d", &about->tracer);
	if (file)
		fclose(file);
}

static struct about look_at(pid_t tid)
{
	struct about about = { 0 };

	look_at_status(tid, &about);
	about.stat = proc_stat(tid);
	return about;
}

/* Refused for a reason that leaves nothing unseen. */
static bool is_no_loss(const struct about *about)
{
	return !about->stat.state || strchr("ZX", about->stat.state) || about->tracer == getpid() ||
	       (about->stat.flags & (PF_IO_WORKER | PF_USER_WORKER | PF_KTHREAD) && about->tgid != 0);
}

static int refused(pid_t pid, const struct about *about, int error, struct err *err)
{
	if (about->tracer)
		return err_set(err, "cannot attach to process %d: it is traced by process %d", (int)pid, about->tracer);
	errno = error;
	return err_errno(err, "cannot attach to process %d (whose is it? is ptrace limited by kernel.yama.ptrace_scope?)", (int)pid);
}

static int seize(struct tasks *tasks, pid_t pid, pid_t tid, struct space *space, long options, struct err *err)
{
	if (ptrace(PTRACE_SEIZE, tid, NULL, (void *)(uintptr_t)options)) {
		int error = errno;
		struct about about = look_at(tid);
		return error == ESRCH || is_no_loss(&about) ? 0 : refused(pid, &about, error, err);
	}
	struct task *task = task_add(tasks, tid);
	task->tgid = pid;
	task->space = space_share(space);
	task->full = true;
	interrupt_task(task);
	return 1;
}

/* One look through the threads: how many are new; -1: failed. */
static int seize_new(struct tasks *tasks, pid_t pid, struct space *space, long options, struct err *err)
{
	char name[64];
	int found = 0, one = 0;

	snprintf(name, sizeof(name), "/proc/%d/task", (int)pid);
	DIR *threads = opendir(name);
	if (!threads)
		return err_set(err, "there is no process %d", (int)pid);
	for (struct dirent *entry; one >= 0 && (entry = readdir(threads));) {
		pid_t tid = atoi(entry->d_name);
		if (tid > 0 && !task_find(tasks, tid))
			one = seize(tasks, pid, tid, space, options, err);
		else
			one = 0;
		found += one;
	}
	closedir(threads);
	return one < 0 ? -1 : found;
}

int attach_process(struct tasks *tasks, pid_t pid, long options, struct err *err)
{
	struct about about = look_at(pid);
	size_t before = tasks->count;
	int found;

	if (!about.tgid || about.stat.state == 'Z')
		return err_set(err, "there is no process %d", (int)pid);
	struct space *space = space_new();
	do
		found = seize_new(tasks, about.tgid, space, options, err);
	while (found > 0);
	space_release(space);
	if (!found && tasks->count == before && !task_find(tasks, pid))
		return err_set(err, "process %d has ended", (int)pid);
	return found;
}
