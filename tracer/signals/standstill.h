/* SPDX-License-Identifier: Apache-2.0 */
/*
 * standstill: the recorder stops when its program is stopped.
 *
 * The recorder's parent waits for the recorder, not for the program. So when the
 * program is stopped, the recorder stops with the same signal; when it is
 * continued, it passes SIGCONT on (signals.h).
 */
#ifndef TRACER_STANDSTILL_H
#define TRACER_STANDSTILL_H

#include <stdbool.h>
#include <sys/types.h>

struct standstill {
	bool stopped;                         /* each thread of the program is */
	bool released;                        /* … but it is about to continue or to end */
	bool others;                          /* another process of its tree is not stopped: it would wait for the recorder */
	bool asked;                           /* the recorder got a SIGTSTP too, as its whole process group does from a terminal */
	bool shell;                           /* a shell waits for the recorder, in the foreground of a terminal */
};

/* Whether the recorder stops. */
bool standstill_stops(const struct standstill *at);

/* The program, a child of this process, was stopped by this signal: stops until SIGCONT, if that harms nobody. Of *at,
 * `stopped` and `others` are given. With `spared`, no shell is waited for: the others outlive this process. */
void standstill_follow(struct standstill *at, pid_t program, int sig, bool spared);

#endif
