/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uring: what is asked of the kernel by way of io_uring.
 *
 * A ring is known from the call that makes it and the calls that map it. What
 * is submitted is read when the program is about to say so (io_uring_enter);
 * where the kernel looks by itself (SQPOLL), at each call the program makes.
 * Rings belong to an address space: that is where they can be read.
 */
#ifndef TRACER_URING_H
#define TRACER_URING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/trace/trace.h"
#include "tracer/follow/task.h"
#include "tracer/process/call.h"

/* At the entry of a call: what it submits is added to `call`. True: its result
 * is to be given to uring_at_exit(). */
bool uring_at_entry(struct task *task, const struct call_info *info, struct trace_call *call);
void uring_at_exit(struct task *task);

/* What was submitted without a call: returns the entry of the trace that it
 * belongs to and fills in `seen`, or -1 at the end; *at counts from 0. */
int uring_polled(const struct task *task, size_t *at, struct trace_call *seen);

#endif
