/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call is made again by the kernel's own means: the number back into the
 * result's register, and two bytes back to the instruction (syscall, sysenter's
 * landing and int 0x80 are all two bytes long). An EINTR that a signal caused
 * stays, so a task with a signal pending is left alone; and if one comes before
 * the call is made again, its EINTR is given back. Whichever stop comes first is
 * the answer to PTRACE_INTERRUPT: the kernel takes it for that.
 *
 * There is a second EINTR that is the tracer's work: a signal that the program
 * ignores (SIGCHLD, mostly) does not reach it and wakes nobody, but for a traced
 * task the kernel queues it, for the tracer to see, and the call it ends is not
 * made again. It is mended in the same way.
 */
#include "tracer/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include "core/err.h"
#include "core/mem.h"
#include "tracer/proc_stat.h"
#include "tracer/proc_status.h"

enum { INSTRUCTION = 2, I386_CLOSE = 6, USER32_CS = 0x23 };

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

static unsigned long long bit(int sig)
{
	return 1ull << (sig - 1);
}

static bool is_ignored(const struct proc_status *signals, int sig)
{
	unsigned long long by_default = bit(SIGCHLD) | bit(SIGURG) | bit(SIGWINCH) | bit(SIGCONT);

	return signals->ignored & bit(sig) || (by_default & bit(sig) && !(signals->caught & bit(sig)));
}

/* A close that says EINTR has closed all the same. */
static bool may_be_repeated(const struct user_regs_struct *regs)
{
	return (long)regs->orig_rax != (regs->cs == USER32_CS ? I386_CLOSE : SYS_close);
}

/* sig: the signal it is about to get, or 0. */
static void set_back(struct task *task, int sig)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, task->tid, NULL, &regs) || (long)regs.orig_rax < 0 || (int)regs.rax != -EINTR)
		return;
	struct proc_status signals = proc_status(task->tid);
	if (!may_be_repeated(&regs) || signals.pending & ~signals.blocked || (sig && !is_ignored(&signals, sig)))
		return;
	regs.rax = regs.orig_rax;
	regs.rip -= INSTRUCTION;
	if (!ptrace(PTRACE_SETREGS, task->tid, NULL, &regs))
		task->set_back = regs.rip;
}

void interrupt_make_again(const struct task *task)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, task->tid, NULL, &regs))
		return;
	regs.rax = regs.orig_rax;
	regs.orig_rax = (unsigned long long)-1;   /* its result is no call's */
	regs.rip -= INSTRUCTION;
	ptrace(PTRACE_SETREGS, task->tid, NULL, &regs);
}

static void set_forward(struct task *task)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, task->tid, NULL, &regs) || regs.rip != task->set_back)
		return;
	regs.rax = (unsigned long long)-EINTR;
	regs.rip += INSTRUCTION;
	ptrace(PTRACE_SETREGS, task->tid, NULL, &regs);
}

void interrupt_mend(struct task *task, enum stop stop, int sig)
{
	bool is_ours = task->interrupted;

	if (task->set_back && stop == STOP_SIGNAL)
		set_forward(task);
	task->set_back = 0;
	task->interrupted = task->awaited = false;
	if (stop == STOP_SIGNAL)
		set_back(task, sig);
	else if (is_ours && stop != STOP_GROUP && stop != STOP_GONE)
		set_back(task, 0);
}
