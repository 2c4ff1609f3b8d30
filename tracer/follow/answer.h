/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answer: calls that do not get the kernel's own answer.
 */
#ifndef TRACER_ANSWER_H
#define TRACER_ANSWER_H

#include "tracer/process/call.h"
#include "tracer/follow/task.h"

/* A call that is about to be made gets its result without the kernel: at the
 * entry of a task without filters, or where our filter traces it. */
void answer_errno(pid_t tid, int error);

/* io_uring is to be ENOSYS, unless a filter of the program's own says otherwise,
 * which judges the call as it is. `traced`: our filter will show the call again
 * when the program's lets it through. */
void answer_refuse(struct task *task, const struct call_info *call, bool traced);
void answer_refused_again(struct task *task);             /* there */
int answer_refused_at_exit(struct task *task, int error); /* and at its end: the errno, which it sets */

/* A ptrace of the recorder by who is recorded: each would wait for the other. It
 * becomes one of the task itself, which the kernel refuses by EPERM. */
void answer_attach(struct task *task, const struct call_info *call);

/* What the kernel says of seccomp (PR_GET_SECCOMP) without our filter, at its end. */
bool answer_asks_seccomp(const struct call_info *call);
void answer_seccomp_at_exit(const struct task *task);

#endif
