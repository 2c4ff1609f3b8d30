/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe: turns a stop into an entry of the trace.
 */
#ifndef TRACER_OBSERVE_H
#define TRACER_OBSERVE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/trace/trace.h"
#include "tracer/space/locate.h"
#include "tracer/space/probe.h"
#include "tracer/space/stack.h"
#include "tracer/process/call.h"
#include "tracer/follow/task.h"

struct observer {
	struct locator locator;
	struct stack_frame at;                /* location of the code of the last observed call */
};

/* Fills in all that one call shows: key, arguments, origin, site. Strings are
 * borrowed from the task's address space. `nowhere`: the launcher makes the call
 * on behalf of the program, and it has no site. */
int observe_call(struct observer *observer, struct task *task, const struct call_info *info, bool nowhere,
                 struct trace_call *call, struct err *err);

/* Its arguments alone. */
void observe_arguments(struct trace_call *call, const struct call_info *info);

/* The same for a call that the vDSO is about to handle. */
int observe_probe(struct observer *observer, struct task *task, const struct probe *probe, struct trace_call *call,
                  struct err *err);

#endif
