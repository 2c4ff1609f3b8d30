/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A signal interrupts the recorder's waitpid. One that arrives just before the
 * waitpid would be missed, so each signal also starts a repeating alarm that
 * runs until it is handled.
 */
#include "tracer/signals/attach_signals.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "core/base/mem.h"

static volatile sig_atomic_t leave, write_now, arrived, alarmed;
static bool expects_arrivals;

static void note_request(int sig)
{
	int saved = errno;

	if (sig == SIGUSR1)
		write_now = 1;
	else if (sig == SIGIO)
		arrived = 1;
	else if (sig != SIGALRM)
		leave = 1;
	if (leave || write_now || arrived) {
		alarmed = 1;
		alarm(1);
	}
	errno = saved;
}

/* Our alarm must not come when its signal is not handled any more. */
static void end_alarm(void)
{
	if (alarmed)
		alarm(0);
	alarmed = 0;
}

void attach_signals_listen(bool on)
{
	static const int heard[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGALRM };
	struct sigaction action = { .sa_handler = on ? note_request : SIG_DFL }, before;

	if (expects_arrivals)
		sigaction(SIGIO, &(struct sigaction){ .sa_handler = on ? note_request : SIG_IGN }, NULL);
	if (!on)
		end_alarm();
	for (size_t i = 0; i < COUNT_OF(heard); i++)
		if (!sigaction(heard[i], NULL, &before) && before.sa_handler != SIG_IGN)
			sigaction(heard[i], &action, NULL);
}

void attach_signals_end(void)
{
	static const int ignored[] = { SIGINT, SIGTERM, SIGHUP, SIGUSR1 };

	for (size_t i = 0; i < COUNT_OF(ignored); i++)
		sigaction(ignored[i], &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	attach_signals_listen(false);
}

void attach_signals_expect_arrivals(void)
{
	expects_arrivals = true;
	sigaction(SIGIO, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
}

bool attach_signals_take_arrival(void)
{
	bool was = arrived;

	if (was)
		arrived = 0;
	return was;
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
