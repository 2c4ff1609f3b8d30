/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tamper: calls whose result does not come from the kernel.
 */
#ifndef TRACER_TAMPER_H
#define TRACER_TAMPER_H

#include "tracer/process/call.h"
#include "tracer/follow/task.h"

/* Sets the result of a call without making it: at syscall entry of a task without
 * filters, or at a SECCOMP_RET_TRACE stop of our filter. */
void tamper_errno(pid_t tid, int error);

/* Makes an io_uring call fail with ENOSYS, unless one of the program's own
 * filters denies it: they see the original call. `traced`: our filter reports the
 * call again if the program's filters allow it. */
void tamper_refuse(struct task *task, const struct call_info *call, bool traced);
void tamper_refused_again(struct task *task);             /* at that second stop */
int tamper_refused_at_exit(struct task *task, int error); /* at its exit; returns the errno */

/* The tracee asks to trace the recorder, which would deadlock. Redirects the call
 * to the task itself, which the kernel refuses with EPERM. */
void tamper_attach(struct task *task, const struct call_info *call);

/* At exit of PR_GET_SECCOMP: hides our filter from the result. */
bool tamper_asks_seccomp(const struct call_info *call);
void tamper_seccomp_at_exit(const struct task *task);

#endif
