/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interrupt: stops a running or sleeping task without the program noticing.
 *
 * PTRACE_INTERRUPT ends a sleeping call. The kernel restarts most calls itself;
 * a few (epoll_wait, sigtimedwait, semop, …: signal(7)) return EINTR. If the
 * interrupt caused it, the task is set back to make the call again.
 */
#ifndef TRACER_INTERRUPT_H
#define TRACER_INTERRUPT_H

#include <stdbool.h>

#include "tracer/process/stop.h"
#include "tracer/follow/task.h"

/* True: the task stops before it runs another instruction. False: do not wait:
 * the task is exiting or in uninterruptible sleep, and stops when it wakes. */
bool interrupt_task(struct task *task);

/* It was interrupted and stops soon, and has not yet. */
bool interrupt_is_due(const struct task *task);

/* At each stop of a task; sig is the signal of a STOP_SIGNAL. */
void interrupt_hide_eintr(struct task *task, enum stop stop, int sig);

#endif
