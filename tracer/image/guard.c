/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The handler jumps out. The signal occurs at an instruction that reads the
 * file, never inside malloc; locks of the library are the caller's
 * responsibility (stack.c). A SIGBUS from anywhere else kills as usual.
 */
#include "tracer/image/guard.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

/* A handler has no other way to find the work that it interrupts. */
static _Thread_local sigjmp_buf *volatile way_out;

static void on_bus_error(int sig, siginfo_t *info, void *context)
{
	(void)context;
	if (way_out && info->si_code > 0)
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
	struct sigaction action = { .sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO }, before;
	sigset_t bus, mask;

	sigemptyset(&bus);
	sigaddset(&bus, SIGBUS);
	sigaction(SIGBUS, &action, &before);
	pthread_sigmask(SIG_UNBLOCK, &bus, &mask);
	bool done = run_with_handler(work, context);
	pthread_sigmask(SIG_SETMASK, &mask, NULL);
	sigaction(SIGBUS, &before, NULL);
	return done;
}
