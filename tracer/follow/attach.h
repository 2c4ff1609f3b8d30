/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attach: seizes every thread of a process that runs already.
 */
#ifndef TRACER_ATTACH_H
#define TRACER_ATTACH_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "tracer/follow/task.h"

/* Adds the process's tasks, each interrupted: it stops soon. `options` are
 * those of ptrace, which children inherit. */
int attach_process(struct tasks *tasks, pid_t pid, long options, struct err *err);

/* Why `pid` could not be traced, where ptrace said `error`; `what` begins the
 * line: "cannot attach to process 5". Returns -1. */
int attach_refused(pid_t pid, const char *what, int error, struct err *err);

/* Whether it is the init of the machine, and not of a container; by the inode
 * of the pid namespace that its id is of. */
bool attach_is_host_init(pid_t tgid, ino_t pid_namespace);

/* Whether this process may be attached to at all: not a thread of the kernel,
 * and the init of the machine only by force. */
int attach_is_allowed(pid_t pid, bool force, struct err *err);

#endif
