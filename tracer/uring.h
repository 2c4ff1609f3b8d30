/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uring: submissions made through io_uring.
 *
 * A ring becomes known from the calls that create and map it. Submissions are
 * read at io_uring_enter or, if the kernel polls the ring (SQPOLL), at each
 * call of the program. Rings belong to an address space, because that is where
 * they can be read.
 */
#ifndef TRACER_URING_H
#define TRACER_URING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/trace/trace.h"
#include "tracer/follow/task.h"
#include "tracer/process/call.h"

bool uring_is_call(int id);                   /* io_uring_setup, _enter or _register */

/* At the entry of a call: adds its submissions to `call`. True: uring_at_exit()
 * must see its result. */
bool uring_at_entry(struct task *task, const struct call_info *info, struct trace_call *call);
void uring_at_exit(struct task *task);

/* Submissions without a call: returns the entry of the trace that they belong to
 * and fills in `seen`, or -1 at the end; *at counts from 0. */
int uring_polled(const struct task *task, size_t *at, struct trace_call *seen);

#endif
