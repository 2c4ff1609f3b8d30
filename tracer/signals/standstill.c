/* SPDX-License-Identifier: Apache-2.0 */
/*
 * While the recorder is stopped, other processes of the tree wait for it at
 * their next call, though they would run on without it. One of them may be what
 * continues the program. So the recorder stops once nothing else runs, or if
 * somebody at a terminal waits for just that.
 *
 * A process that knows the program may continue or kill it while the recorder is
 * stopped, which must not stay so. Nothing but SIGCONT wakes it, so a child of it
 * watches the program meanwhile.
 */
#include "tracer/signals/standstill.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tracer/signals/signals.h"
#include "tracer/process/proc.h"

enum { LOOKS_EVERY = 50 * 1000 };             /* µs */

/* --- decisions --- */

bool standstill_stops(const struct standstill *at)
{
	return at->stopped && !at->released && (!at->others || at->asked || at->shell);
}

/* --- what there is --- */

static bool is_pending(unsigned long long set, int sig)
{
	return set & (1ull << (sig - 1));
}

static bool is_released(pid_t program)
{
	unsigned long long pending = proc_status(program).pending;

	return is_pending(pending, SIGCONT) || is_pending(pending, SIGKILL) || proc_has_ended(program);
}

static bool has_parent_in_session(void)
{
	return getppid() > 0 && getsid(getppid()) == getsid(0);
}

/* A parent in a group of its own: one that made a job of the recorder. */
static bool is_job_of_shell(void)
{
	return has_parent_in_session() && getpgid(getppid()) != getpgrp();
}

static bool is_shell_waiting(pid_t program)
{
	if (!is_job_of_shell())
		return false;
	int terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (terminal < 0)
		return false;
	pid_t foreground = tcgetpgrp(terminal);

	close(terminal);
	return foreground == getpgrp() || foreground == getpgid(program);
}

/* --- stopping --- */

static _Noreturn void watch(pid_t recorder, pid_t program)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();                             /* signals to the group of the recorder are not for it */
	while (getppid() == recorder && !is_released(program))
		usleep(LOOKS_EVERY);
	if (getppid() == recorder)
		kill(recorder, SIGCONT);
	_exit(0);
}

static pid_t start_watching(pid_t program)
{
	pid_t recorder = getpid(), watcher = fork();

	if (watcher == 0)
		watch(recorder, program);
	signals_are_not_from(watcher);
	return watcher;
}

static void end_watching(pid_t watcher)
{
	if (watcher <= 0)
		return;
	kill(watcher, SIGKILL);
	while (waitpid(watcher, NULL, __WALL) < 0 && errno == EINTR)
		;
}

/* False: the kernel discarded the signal. It does so in an orphaned process group, unless it is SIGSTOP, and for process 1. */
static bool stop_until_continued(int sig)
{
	unsigned before = signals_continued();

	if (!signals_continue_soon())
		signals_stop(sig);
	return signals_continued() != before || signals_continue_soon();
}

/* Where the recorder cannot stop, the program alone, in its place, could not either. But the group of a program that made
 * one of its own would not be orphaned if the parent is in its session. */
static void stop(pid_t program, int sig)
{
	signals_begin_stop();
	pid_t watcher = start_watching(program);
	bool stopped = stop_until_continued(sig) || (has_parent_in_session() && stop_until_continued(SIGSTOP));

	if (!stopped)
		kill(program, SIGCONT);
	end_watching(watcher);
}

/* The last questions take longer. */
void standstill_follow(struct standstill *at, pid_t program, int sig, bool spared)
{
	at->asked = signals_ask_for_stop();
	if (at->stopped && at->others && !at->asked)
		at->shell = !spared && is_shell_waiting(program);
	if (standstill_stops(at))
		at->released = signals_continue_soon() || is_released(program);
	if (standstill_stops(at))
		stop(program, sig);
}
