/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The handler only queues signals and starts a timer, whose ticks interrupt the
 * recorder's waitpid; all decisions are made outside it. A tick is a SIGALRM
 * from our own timer (SI_TIMER). Any other SIGALRM, even from an alarm(2) set
 * before seccord was executed, belongs to the program.
 *
 * Limitation: a program that receives signals by sigwait(3) or signalfd(2)
 * shows no delivery. It may get a signal twice, but never loses one.
 */
#include "tracer/signals/signals.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "core/base/mem.h"
#include "tracer/process/proc.h"

enum { TICK = 20 * 1000 * 1000, QUEUE = 64 };   /* ns; signals queued at once */

/* Written only by the handler, except `done`. Static, because a handler has no context argument. */
static struct {
	volatile sig_atomic_t came, done;     /* signals received, and handled */
	struct arrival queue[QUEUE];
	timer_t timer;
	bool timed;                           /* the timer exists; without it signals are not delayed */
	pid_t program;                        /* 0: it has exited */
	bool leads_session;
	volatile sig_atomic_t asked, continued;  /* SIGTSTP has come to the whole group; so many SIGCONT */
	pid_t watcher;                        /* a child of ours that may send SIGCONT to us; 0: none */
	int64_t insisted[3];                  /* ring: times of the last SIGTERMs or SIGINTs */
	unsigned insisted_next;
	struct arrival unheeded;              /* the third of these, until it is decided; sig 0: none */
	struct arrivals seen;
} state;

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* --- decisions --- */

void arrivals_add(struct arrivals *arrivals, const struct arrival *arrival)
{
	arrivals->kept[arrivals->next++ % ARRIVALS_KEPT] = *arrival;
}

bool arrivals_pair(struct arrivals *arrivals, const struct arrival *with)
{
	for (size_t i = 0; i < ARRIVALS_KEPT; i++) {
		struct arrival *one = &arrivals->kept[i];
		int64_t apart = one->at > with->at ? one->at - with->at : with->at - one->at;
		bool of_kernel = one->code == SI_KERNEL;
		if (one->sig != with->sig || one->sender != with->sender || of_kernel != (with->code == SI_KERNEL))
			continue;
		if (apart > SIGNAL_PAIRS)
			continue;
		one->sig = 0;
		return true;
	}
	return false;
}

/* Of the signals that the kernel sends, terminal signals go to the foreground
 * process group; a program that left it is not meant. A hangup reaches only the
 * session leader; alarms were set before seccord was executed. A group that is
 * stopped and becomes orphaned is continued, also without the program in it. */
static bool is_kernels_for_program(int sig, bool leads_session)
{
	return sig == SIGCONT || sig == SIGALRM || sig == SIGVTALRM || sig == SIGPROF || (sig == SIGHUP && leads_session);
}

bool signal_is_for_program(const struct arrival *arrival, pid_t self, bool leads_session)
{
	if (arrival->code == SI_TIMER)
		return false;
	if (arrival->code > 0)
		return is_kernels_for_program(arrival->sig, leads_session);
	return arrival->sender != self;       /* SIGPIPE and SIGXFSZ from our own writes have our pid */
}

bool signal_stops_recorder(const struct arrival *arrival, bool same_group)
{
	return arrival->sig == SIGTSTP && arrival->code == SI_KERNEL && !same_group;
}

bool signal_insists(const int64_t times[3], int64_t at)
{
	for (int i = 0; i < 3; i++)
		if (!times[i] || at - times[i] > SIGNAL_INSISTS)
			return false;
	return true;
}

/* --- receiving --- */

static void tick(bool on)
{
	struct itimerspec every = { { 0, on ? TICK : 0 }, { 0, on ? TICK : 0 } };

	if (state.timed)
		timer_settime(state.timer, 0, &every, NULL);
}

/* All signals are blocked here. Signals that do not fit into the queue are dropped. */
static void on_signal(int sig, siginfo_t *info, void *context)
{
	int saved = errno;

	(void)context;
	state.asked |= sig == SIGTSTP && info->si_code == SI_KERNEL;
	if (sig == SIGCONT) {
		state.asked = 0;
		state.continued++;
	}
	if (info->si_code != SI_TIMER && state.came - state.done < QUEUE) {
		state.queue[state.came % QUEUE] = (struct arrival){ sig, info->si_code, info->si_code == SI_KERNEL ? 0 : info->si_pid,
		                                                    info->si_value.sival_ptr, now() };
		state.came++;
		tick(true);
	}
	errno = saved;
}

bool signals_may_be_for_program(int sig)
{
	static const int heard[] = { SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGUSR1, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGSTKFLT,
	                             SIGURG, SIGXCPU, SIGXFSZ, SIGVTALRM, SIGPROF, SIGWINCH, SIGIO, SIGPWR, SIGTSTP, SIGCONT };

	for (size_t i = 0; i < COUNT_OF(heard); i++)
		if (heard[i] == sig)
			return true;
	return sig >= SIGRTMIN && sig <= SIGRTMAX;
}

/* SIGPIPE and SIGXFSZ are not handled: our own writes may fail at any time. */
static void hear(int sig, bool on, sigset_t *set)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	if (!on && (sig == SIGPIPE || sig == SIGXFSZ))
		return;
	sigfillset(&action.sa_mask);
	if (sig != SIGALRM && state.timed)
		action.sa_flags |= SA_RESTART;
	if (!on)
		action = (struct sigaction){ .sa_handler = SIG_DFL };
	sigaction(sig, &action, NULL);
	sigaddset(set, sig);
}

/* The program already exists, so it does not inherit the handlers. */
void signals_listen(pid_t program)
{
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM };
	sigset_t heard;

	state.program = program;
	state.leads_session = getsid(0) == getpid();
	if (program)
		state.timed = !timer_create(CLOCK_MONOTONIC, &event, &state.timer);
	else if (state.timed)
		state.timed = timer_delete(state.timer);
	sigemptyset(&heard);
	for (int sig = 1; sig <= SIGRTMAX; sig++)
		if (signals_may_be_for_program(sig))
			hear(sig, program != 0, &heard);
	sigprocmask(SIG_UNBLOCK, &heard, NULL);
}

/* A terminal stops what is left of the tree, and the recorder with it. */
void signals_program_is_over(void)
{
	state.program = 0;
	signal(SIGTSTP, SIG_DFL);
}

void signals_saw(const siginfo_t *info)
{
	bool of_kernel = info->si_code == SI_KERNEL;
	struct arrival arrival = { info->si_signo, info->si_code, of_kernel ? 0 : info->si_pid, NULL, now() };

	if (signals_may_be_for_program(arrival.sig) && (of_kernel || arrival.sender != getpid()))
		arrivals_add(&state.seen, &arrival);
}

/* --- forwarding --- */

static bool has(unsigned long long set, int sig)
{
	return set & (1ull << (sig - 1));
}

/* The kernel would drop a signal below 32 that is already pending. */
static bool has_it(const struct arrival *arrival)
{
	if (arrivals_pair(&state.seen, arrival))
		return true;
	return arrival->sig < 32 && has(proc_status(state.program).pending, arrival->sig);
}

static void pass_on(const struct arrival *arrival)
{
	union sigval value = { .sival_ptr = arrival->value };

	if (state.program && signal_stops_recorder(arrival, getpgid(state.program) == getpgrp()))
		signals_stop(arrival->sig);
	if (!arrival->sig || (state.watcher > 0 && arrival->sender == state.watcher))
		return;
	if (!state.program || !signal_is_for_program(arrival, getpid(), state.leads_session))
		return;
	if (has_it(arrival)) {
		state.asked |= arrival->sig == SIGTSTP;
		return;
	}
	if (arrival->code == SI_QUEUE)
		sigqueue(state.program, arrival->sig, value);
	else
		kill(state.program, arrival->sig);
}

/* Ignored, or blocked and not waited for, or the program has exited. A handler
 * blocks its own signal while it runs, so a pending signal gets some time. */
static bool is_unheeded(int sig)
{
	struct proc_status status = proc_status(state.program);

	return !state.program || has(status.ignored, sig) || has(status.pending & status.blocked, sig);
}

static void note_insisting(const struct arrival *arrival)
{
	if ((arrival->sig != SIGTERM && arrival->sig != SIGINT) || arrival->code == SI_TIMER)
		return;
	state.insisted[state.insisted_next++ % 3] = arrival->at;
	if (signal_insists(state.insisted, arrival->at))
		state.unheeded = *arrival;
}

/* True once the program had time to react to the third. */
static bool is_insisted(void)
{
	int sig = state.unheeded.sig;

	if (!sig || now() - state.unheeded.at < SIGNAL_PAIRS)
		return false;
	state.unheeded.sig = 0;
	return is_unheeded(sig);
}

static void settle_due(int64_t wait)
{
	while (state.done != state.came) {
		struct arrival arrival = state.queue[state.done % QUEUE];
		if (now() - arrival.at < wait)
			return;
		pass_on(&arrival);
		note_insisting(&arrival);
		state.done++;
	}
}

/* --- stopping --- */

bool signals_ask_for_stop(void)
{
	return state.asked;
}

unsigned signals_continued(void)
{
	return (unsigned)state.continued;
}

bool signals_continue_soon(void)
{
	for (sig_atomic_t i = state.done; i != state.came; i++)
		if (state.queue[i % QUEUE].sig == SIGCONT)
			return true;
	return false;
}

static void forget(struct arrival *arrival)
{
	if (arrival->sig == SIGTSTP || arrival->sig == SIGCONT)
		arrival->sig = 0;
}

void signals_begin_stop(void)
{
	state.asked = 0;
	for (sig_atomic_t i = state.done; i != state.came; i++)
		if (state.queue[i % QUEUE].sig == SIGTSTP)
			forget(&state.queue[i % QUEUE]);
	for (size_t i = 0; i < ARRIVALS_KEPT; i++)
		forget(&state.seen.kept[i]);
}

void signals_are_not_from(pid_t child)
{
	state.watcher = child;
}

/* A signal to this thread is there before its next instruction. */
void signals_stop(int sig)
{
	struct sigaction before, stops = { .sa_handler = SIG_DFL };
	sigset_t only, blocked;

	sigemptyset(&only);
	sigaddset(&only, sig);
	sigaction(sig, &stops, &before);
	pthread_sigmask(SIG_UNBLOCK, &only, &blocked);
	raise(sig);
	pthread_sigmask(SIG_SETMASK, &blocked, NULL);
	if (sig != SIGSTOP)
		sigaction(sig, &before, NULL);
}

static bool is_settled(void)
{
	return state.done == state.came && !state.unheeded.sig;
}

bool signals_settle(bool idle)
{
	if (is_settled())
		return false;
	settle_due(!state.timed ? 0 : idle ? SIGNAL_WAITS : SIGNAL_PAIRS);
	bool end = is_insisted();
	if (is_settled())
		tick(false);
	if (!is_settled())                    /* one may arrive between the check and stopping the timer */
		tick(true);
	return end;
}
