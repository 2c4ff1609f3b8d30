/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: what a call is told behind a pointer, read at its entry.
 *
 * It is what stood there a moment before the kernel looked: another thread may
 * change it between the two. So a deep value is a witness, never a guard.
 */
#ifndef TRACER_DEEP_H
#define TRACER_DEEP_H

#include "core/trace/trace.h"
#include "tracer/follow/task.h"
#include "tracer/process/call.h"

/* Adds to `call` the fields and the size of the struct that its caller gives. */
void deep_read(const struct task *task, const struct call_info *info, struct trace_call *call);

#endif
