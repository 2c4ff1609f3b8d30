/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To restart a call, the task is set back to its system call instruction, with
 * its call number, as the kernel does. An EINTR that a signal caused must stay,
 * so a task with a pending signal is left alone; if a signal arrives before the
 * call restarts, its EINTR is restored. The kernel takes whichever stop comes
 * first as the response to PTRACE_INTERRUPT. If that is the entry of a call, the
 * call begins with what looks like a pending signal, and one that would sleep
 * fails at once: its exit is waited for (resume.c), and it is made again.
 *
 * Tracing causes a second kind of EINTR: an ignored signal (mostly SIGCHLD)
 * normally wakes no task, but for a traced task the kernel queues it, and the
 * interrupted call is not restarted. It is handled in the same way.
 */
#include "tracer/follow/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "tracer/process/proc.h"
#include "tracer/process/registers.h"

static bool is_waking(pid_t tid)
{
	char state = proc_stat(tid).state;

	return state && !strchr("DZX", state);
}

bool interrupt_task(struct task *task)
{
	if (ptrace(PTRACE_INTERRUPT, task->tid, NULL, NULL))
		return false;
	task->interrupted = true;
	return !task->ends && is_waking(task->tid);
}

bool interrupt_is_due(const struct task *task)
{
	return task->interrupted && is_waking(task->tid);
}

static unsigned long long bit(int sig)
{
	return 1ull << (sig - 1);
}

static bool is_ignored(const struct proc_status *signals, int sig)
{
	unsigned long long by_default = bit(SIGCHLD) | bit(SIGURG) | bit(SIGWINCH) | bit(SIGCONT);

	return signals->ignored & bit(sig) || (by_default & bit(sig) && !(signals->caught & bit(sig)));
}

/* sig: the signal about to be delivered, or 0. A close that returns EINTR has
 * closed the descriptor. */
static void set_back(struct task *task, int sig)
{
	struct call_info call;

	if (!registers_call_failed(task->tid, EINTR, &call) || call.id == CALL_close)
		return;
	struct proc_status signals = proc_status(task->tid);
	if (!(signals.pending & ~signals.blocked) && (!sig || is_ignored(&signals, sig)))
		task->set_back = registers_repeat_call(task->tid);
}

void interrupt_hide_eintr(struct task *task, enum stop stop, int sig)
{
	bool is_ours = task->interrupted, enters = stop == STOP_SECCOMP || (stop == STOP_CALL && !task->in_call);

	if (task->set_back && stop == STOP_SIGNAL)
		registers_end_repeated(task->tid, task->set_back, EINTR);
	task->set_back = 0;
	task->interrupted = is_ours && enters;
	task->awaited = task->listens = false;
	task->stopped = stop == STOP_GROUP || (task->stopped && stop != STOP_CALL && stop != STOP_SECCOMP);
	if (task->stopped)
		return;
	if (stop == STOP_SIGNAL)
		set_back(task, sig);
	else if (is_ours && stop != STOP_GROUP && stop != STOP_GONE)
		set_back(task, 0);
}
