/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attach: seizes every thread of a running process.
 */
#ifndef TRACER_ATTACH_H
#define TRACER_ATTACH_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "tracer/follow/task.h"

/* Adds the process's tasks, each interrupted, so that it stops soon; with
 * engine_dormant they go on undisturbed. `options` are ptrace options, which
 * children inherit. */
int attach_process(struct tasks *tasks, pid_t pid, const struct engine *engine, long options, struct err *err);

/* Reports why `pid` cannot be traced, from the errno of ptrace; `what` is the
 * start of the message: "cannot attach to process 5". Returns -1. */
int attach_refused(pid_t pid, const char *what, int error, struct err *err);

/* Whether `tgid` is the init of the machine rather than of a container, by the
 * inode of its pid namespace. */
/* Makes the tasks ready for the end of the recorder. True: they are; the kernel detaches them without ending a call of
 * theirs. False: some are on their way to a stop, at which they are released; call again after each stop. */
bool attach_prepare_to_leave(struct tasks *tasks);

bool attach_is_host_init(pid_t tgid, ino_t pid_namespace);

/* Whether attaching to this process is allowed: not to a kernel thread, and to
 * the machine's init only with `force`. */
int attach_is_allowed(pid_t pid, bool force, struct err *err);

#endif
