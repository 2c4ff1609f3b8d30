/* SPDX-License-Identifier: Apache-2.0 */
/*
 * start: stops each process of a unit's control group that executes one of some files,
 * before its first instruction, and hands it over. All are of one start of the unit:
 * that of the first.
 *
 * The kernel asks a watcher, a process of ours, before a marked file is executed
 * (fanotify, Linux 5.0). A process cannot be traced at that moment (until Linux 6.8 it
 * would be a deadlock), so it gets a SIGSTOP, which it takes when the exec is done.
 */
#ifndef TRACER_START_H
#define TRACER_START_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/err.h"

struct start {
	const char *unit;                     /* whose control group it is: "web.service" */
	const char *const *files;             /* what it executes */
	size_t count;
	const char *invocation;               /* INVOCATION_ID of processes that are not wanted: of an earlier start; "": of none */
	pid_t pid;                            /* out: the stopped process; 0 once it goes on */
	pid_t watcher;
	int arrivals, done;                   /* pipes from and to the watcher; -1 */
};

#define START_NONE ((struct start){ .arrivals = -1, .done = -1 })

/* From now on no start is missed. Needs CAP_SYS_ADMIN. With a process that stops comes a
 * SIGIO (attach_signals.h). If we are killed, what was not handed over goes on. */
int start_watch(struct start *start, struct err *err);

/* True: start->pid is stopped; false: there is none now. */
bool start_take(struct start *start);

/* Waits. 1: start->pid is stopped; 0: SIGINT or SIGTERM came first (attach_signals.h,
 * which is listening), or the end of the pipe `until` (-1: none); -1: the watch is over. */
int start_await(struct start *start, int until, struct err *err);

/* Continues the process, once it is seized or given up. */
void start_go(struct start *start);

/* Closes what a child of the recorder has inherited of the watch: it ends when nobody has that. */
void start_leave(struct start *start);

/* Ends the watch. */
void start_end(struct start *start);

#endif
