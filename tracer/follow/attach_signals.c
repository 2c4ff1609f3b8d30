/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signal interrupts the recorder's waitpid. One that arrives just before the
 * waitpid would be missed, so each signal also starts a repeating alarm that
 * runs until it is handled.
 */
#include "tracer/follow/attach_signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "core/base/mem.h"

static volatile sig_atomic_t leave, write_now;

static void note_request(int sig)
{
	int saved = errno;

	if (sig == SIGUSR1)
		write_now = 1;
	else if (sig != SIGALRM)
		leave = 1;
	if (leave || write_now)
		alarm(1);
	errno = saved;
}

void attach_signals_listen(bool on)
{
	static const int heard[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGALRM };
	struct sigaction action = { .sa_handler = on ? note_request : SIG_DFL }, before;

	for (size_t i = 0; i < COUNT_OF(heard); i++)
		if (!sigaction(heard[i], NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(heard[i], &action, NULL);
}

enum attach_signal attach_signals_take(void)
{
	enum attach_signal request = leave ? ATTACH_LEAVE : write_now ? ATTACH_WRITE : ATTACH_NONE;

	if (request == ATTACH_NONE)
		return request;
	if (request == ATTACH_LEAVE)
		leave = 0;
	else
		write_now = 0;
	return request;
}
