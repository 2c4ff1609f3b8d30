/* SPDX-License-Identifier: Apache-2.0 */
/*
 * interrupt: stops a task that runs or sleeps, and the program does not notice.
 *
 * PTRACE_INTERRUPT ends a call that sleeps. The kernel restarts most of them by
 * itself; a few (epoll_wait, sigtimedwait, semop, …: signal(7)) return EINTR. Where
 * that came from us, the task is set back to make the call once more.
 */
#ifndef TRACER_INTERRUPT_H
#define TRACER_INTERRUPT_H

#include <stdbool.h>

#include "tracer/process/stop.h"
#include "tracer/follow/task.h"

/* True: a stop will come, and before the task runs any further instruction.
 * False: none is to be waited for: the task is at its end, or sleeps so deeply
 * that the stop comes when it wakes. */
bool interrupt_task(struct task *task);

/* At each stop of a task; sig is that of a STOP_SIGNAL. */
/* The call at whose entry the task stands, and which is not made, is made next. */
void interrupt_make_again(const struct task *task);

void interrupt_mend(struct task *task, enum stop stop, int sig);

#endif
