/* SPDX-License-Identifier: Apache-2.0 */
/*
 * served: files and pages that another process has to provide or to permit: those of FUSE and of userfaultfd(2), and
 * what fanotify(7) asks a listener about.
 *
 * Where that process is a tracee, it may be stopped and wait for the recorder, which would wait for it.
 */
#ifndef TRACER_SERVED_H
#define TRACER_SERVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/process/call.h"

enum served {
	SERVED_NOTHING,
	SERVED_SOME,                          /* files of FUSE, pages of userfaultfd */
	SERVED_ANY                            /* any file: a listener may be asked whether it is opened */
};

/* Whether FUSE has this device, as /proc/TID/maps writes it ("00:2f"), or may have what lies below it. */
bool served_is_device(pid_t tid, const char *device);

/* What a process that makes this call may provide or permit from then on. */
enum served served_from(const struct call_info *call);

/* What the process does already, by its open files. */
enum served served_by(pid_t tid);

/* How many of the `size` bytes from `address` on can be read before a page that another process would have to provide or
 * permit. */
size_t served_at_hand(enum served served, pid_t tid, uint64_t address, size_t size);

#endif
