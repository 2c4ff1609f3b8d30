/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: reads struct arguments at the entry of a call.
 *
 * The values may differ from what the kernel reads a moment later: another
 * thread may change them in between. So deep values inform a policy but cannot
 * enforce one.
 */
#ifndef TRACER_DEEP_H
#define TRACER_DEEP_H

#include "core/trace/trace.h"
#include "tracer/follow/task.h"
#include "tracer/process/call.h"

/* Adds to `call` the fields of the struct and the size that the caller passes. False: the recorder cannot read it as the
 * kernel will, so it may have any values. */
bool deep_read(const struct task *task, const struct call_info *info, struct trace_call *call);

#endif
