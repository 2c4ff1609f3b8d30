/* SPDX-License-Identifier: Apache-2.0 */
/*
 * start: waits until a control group executes a file, and stops that process before
 * its first instruction.
 *
 * The kernel asks us before a marked file is executed (fanotify, Linux 5.0). A process
 * cannot be traced at that moment (until Linux 6.8 it would be a deadlock), so it gets a
 * SIGSTOP, which it takes when the exec is done.
 */
#ifndef TRACER_START_H
#define TRACER_START_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/base/err.h"

struct start {
	const char *group;                    /* last part of the name of its control group: "web.service" */
	const char *const *files;             /* what it executes */
	size_t count;
	int events;                           /* of fanotify; -1 when the watch has ended */
	pid_t pid;                            /* out: the stopped process */
	pid_t guard;                          /* a process that continues it if we are killed */
	int guarded;                          /* the pipe that the guard listens to */
};

/* From now on no start is missed. Needs CAP_SYS_ADMIN. */
int start_watch(struct start *start, struct err *err);

/* Waits. 1: it has started and start->pid is stopped; 0: SIGINT or SIGTERM came first
 * (attach_signals.h, which is listening), or the end of the pipe `until` (-1: none); -1:
 * failed, or the file could not be executed. Ends the watch. */
int start_await(struct start *start, int until, struct err *err);

/* Continues the process, once it is seized or given up. */
void start_go(struct start *start);

/* Whether a line of /proc/PID/cgroup is of a group with this name, or of one in it. */
bool start_is_group(const char *line, const char *group);

#endif
