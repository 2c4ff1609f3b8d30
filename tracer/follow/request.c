/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signal interrupts the recorder's waitpid. One that arrives just before the
 * waitpid would be missed, so each signal also starts a repeating alarm that
 * runs until it is handled.
 */
#include "tracer/follow/request.h"

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

void request_listen(bool on)
{
	static const int heard[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGALRM };
	struct sigaction action = { .sa_handler = on ? note_request : SIG_DFL }, before;

	for (size_t i = 0; i < COUNT_OF(heard); i++)
		if (!sigaction(heard[i], NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(heard[i], &action, NULL);
}

enum request request_take(void)
{
	enum request request = leave ? REQUEST_LEAVE : write_now ? REQUEST_WRITE : REQUEST_NONE;

	if (request == REQUEST_NONE)
		return request;
	if (request == REQUEST_LEAVE)
		leave = 0;
	else
		write_now = 0;
	return request;
}
