/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attach: seizes every thread of a process that runs already.
 */
#ifndef TRACER_ATTACH_H
#define TRACER_ATTACH_H

#include "core/err.h"
#include "tracer/task.h"

/* Adds the process's tasks, each interrupted: it stops soon. `options` are
 * those of ptrace, which children inherit. */
int attach_process(struct tasks *tasks, pid_t pid, long options, struct err *err);

#endif
