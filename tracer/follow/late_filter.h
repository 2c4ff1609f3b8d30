/* SPDX-License-Identifier: Apache-2.0 */
/*
 * late_filter: loads a filter into a running process.
 *
 * At the entry of a call, the task loads it for all threads of its process. A
 * thread that is in a call meets the filter at its next one.
 */
#ifndef TRACER_LATE_FILTER_H
#define TRACER_LATE_FILTER_H

#include <linux/filter.h>
#include <stdbool.h>

#include "tracer/follow/task.h"
#include "tracer/process/remote_call.h"

/* Whether the process can take a filter now: no thread has a filter already, or is about to exec, and
 * no other process shares its memory. */
bool late_filter_fits(struct tasks *tasks, struct task *task);

enum late_result { LATE_LOADED, LATE_REFUSED, LATE_UNKNOWN };

struct late_filter {
	enum late_result result;              /* out: UNKNOWN if the task was stopped otherwise meanwhile */
	int error;                            /* out: errno, if refused */
	bool unreaped;                        /* out: it is over, which will be reported later */
	int status;                           /* out: wait status of the stop at which the task is now */
};

/* The task is at a PTRACE_SYSCALL stop. False: not at the entry of a call of our own arch, and nothing has changed. */
bool late_filter_load(struct late_filter *late, pid_t tid, const struct sock_fprog *filter, enum remote_outcome *outcome);

#endif
