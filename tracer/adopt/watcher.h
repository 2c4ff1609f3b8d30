/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watcher: the process that answers for each file that is to be executed. For start.c
 * alone.
 */
#ifndef TRACER_WATCHER_H
#define TRACER_WATCHER_H

#include <stdbool.h>
#include <sys/types.h>

struct start;

struct watcher {
	const struct start *start;
	pid_t recorder;                       /* what it traces is none of ours */
	int events;                           /* of fanotify */
	int arrivals;                         /* the pid of each that is stopped */
	int done;                             /* the pid of each that was taken over; its end: the recorder is over */
};

/* Never returns. */
_Noreturn void watcher_run(const struct watcher *watcher);

#endif
