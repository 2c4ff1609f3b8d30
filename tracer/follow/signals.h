/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals: what is sent to the recorder goes on to the program, once.
 *
 * Whoever signals a whole process group or control group (a terminal, timeout,
 * systemd) reaches the program as well. So a signal waits a moment, and is not
 * passed on if the program got the same one from the same sender by itself.
 */
#ifndef TRACER_SIGNALS_H
#define TRACER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A signal as it came, to the recorder or to the program. */
struct arrival {
	int sig, code;                        /* as in siginfo_t */
	pid_t sender;                         /* 0: the kernel, or a process of another pid namespace */
	void *value;                          /* of sigqueue(3) */
	int64_t at;                           /* milliseconds, of a clock that does not jump */
};

enum {
	ARRIVALS_KEPT = 32,
	SIGNAL_WAITS = 100,                   /* so long a signal waits for the program's own, ms */
	SIGNAL_PAIRS = 1000,                  /* so far apart the two may come, ms */
	SIGNAL_INSISTS = 2000                 /* three within this time insist, ms */
};

/* What the program got by itself, the newest ones. */
struct arrivals {
	struct arrival kept[ARRIVALS_KEPT];   /* sig 0: none, or it is paired already */
	size_t next;
};
void arrivals_add(struct arrivals *arrivals, const struct arrival *arrival);

/* Whether the program got the same signal from the same sender about then; each counts for one. */
bool arrivals_pair(struct arrivals *arrivals, const struct arrival *with);

/* Whether a signal that came to this process is for the program at all. */
bool signal_is_for_program(const struct arrival *arrival, pid_t self, bool leads_session);

/* Whether three SIGTERM or SIGINT came within two seconds, the last at `at`. */
bool signal_insists(const int64_t times[3], int64_t at);

/* From now on signals to this process are for the program; 0: it is over, and
 * they act on this process again. */
void signals_listen(pid_t program);

/* The program has ended, and others of its tree live on: nobody is there to get them. */
void signals_program_is_over(void);

/* The program is about to get this one. */
void signals_saw(const siginfo_t *info);

/* Passes on what has waited long enough; longer where the tree is not idle, for
 * the program's own may have come and not been waited for. True: somebody
 * insists, and the program does not heed: the tree is to be ended. */
bool signals_settle(bool idle);

#endif
