/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The handler jumps out. A fault occurs at an instruction that reads the file, and
 * abort() where a library does not like what it read, never inside malloc; locks of
 * the library are the caller's responsibility (stack.c). Such a signal from anywhere
 * else kills as usual.
 */
#include "tracer/image/guard.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* A truncated file, an address that the file made up, and a library that gives up. */
static const int fatal[] = { SIGBUS, SIGSEGV, SIGABRT };

enum { FATAL = sizeof(fatal) / sizeof(*fatal) };

/* A handler has no other way to find the work that it interrupts. */
static _Thread_local sigjmp_buf *volatile way_out;

static bool is_of_the_work(int sig, const siginfo_t *info)
{
	return sig == SIGABRT ? info->si_code == SI_TKILL && info->si_pid == getpid() : info->si_code > 0;
}

static void on_fatal(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (way_out && is_of_the_work(sig, info))
		siglongjmp(*way_out, 1);
	signal(sig, SIG_DFL);
	raise(sig);
}

static bool run_with_handler(void (*work)(void *), void *context)
{
	sigjmp_buf *const before = way_out;
	sigjmp_buf here;
	volatile bool done = false;

	if (!sigsetjmp(here, 1)) {
		way_out = &here;
		work(context);
		done = true;
	}
	way_out = before;
	return done;
}

bool guard_run(void (*work)(void *), void *context)
{
	struct sigaction action = { .sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO }, before[FATAL];
	sigset_t open, mask;

	sigemptyset(&open);
	for (size_t i = 0; i < FATAL; i++) {
		sigaddset(&open, fatal[i]);
		sigaction(fatal[i], &action, &before[i]);
	}
	pthread_sigmask(SIG_UNBLOCK, &open, &mask);
	bool done = run_with_handler(work, context);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	for (size_t i = 0; i < FATAL; i++)
		sigaction(fatal[i], &before[i], NULL);
	return done;
}
