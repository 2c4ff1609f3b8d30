/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals: forwards signals from the recorder to the program, once.
 *
 * A signal to a whole process group or control group (from a terminal, timeout,
 * systemd) also reaches the program directly. So a signal is delayed briefly,
 * and not forwarded if the program got the same signal from the same sender.
 */
#ifndef TRACER_SIGNALS_H
#define TRACER_SIGNALS_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* A signal received by the recorder or by the program. */
struct arrival {
	int sig, code;                        /* as in siginfo_t */
	pid_t sender;                         /* 0: the kernel, or a process of another pid namespace */
	void *value;                          /* of sigqueue(3) */
	int64_t at;                           /* milliseconds of a monotonic clock */
};

enum {
	ARRIVALS_KEPT = 32,
	SIGNAL_WAITS = 100,                   /* delay for the program's own copy, ms */
	SIGNAL_PAIRS = 1000,                  /* maximum distance of the two copies, ms */
	SIGNAL_INSISTS = 2000                 /* three within this time force the end, ms */
};

/* The latest signals that the program received directly. */
struct arrivals {
	struct arrival kept[ARRIVALS_KEPT];   /* sig 0: none, or already paired */
	size_t next;
};
void arrivals_add(struct arrivals *arrivals, const struct arrival *arrival);

/* Whether the program got the same signal from the same sender at about that
 * time; each is paired once. */
bool arrivals_pair(struct arrivals *arrivals, const struct arrival *with);

/* Whether a signal received by this process is meant for the program. */
bool signal_is_for_program(const struct arrival *arrival, pid_t self, bool leads_session);

/* Whether three SIGTERM or SIGINT came within two seconds, the last at `at`. */
bool signal_insists(const int64_t times[3], int64_t at);

/* Whether a terminal stops this process, but not the program, which is in another process group. */
bool signal_stops_recorder(const struct arrival *arrival, bool same_group);

/* From now on signals to this process are for the program; 0: the program has
 * exited, and they act on this process again. */
void signals_listen(pid_t program);

/* The program has exited but its tree lives on: signals have no recipient. */
void signals_program_is_over(void);

/* The program is about to receive this signal, one of those that may be meant for it. */
bool signals_may_be_for_program(int sig);
void signals_saw(const siginfo_t *info);

/* For standstill.h: a SIGTSTP has come to the whole group since the last stop; a SIGCONT may be forwarded soon; how many have come. */
bool signals_ask_for_stop(void);
bool signals_continue_soon(void);
unsigned signals_continued(void);

/* This process is about to stop with the program: stops and continues that came before are settled by it. */
void signals_begin_stop(void);
void signals_stop(int sig);                   /* stops it by this signal, whatever its handler; returns once it has continued */
void signals_are_not_from(pid_t child);       /* those that this child of ours sends are not for the program */

/* Forwards signals whose delay is over; waits longer while the tree is busy,
 * since the program's own copy may not have been reported yet. True: the user
 * insists and the program does not react, so the tree must be killed. */
bool signals_settle(bool idle);

#endif
