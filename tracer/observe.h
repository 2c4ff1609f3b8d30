/* SPDX-License-Identifier: Apache-2.0 */
/*
 * observe: from a stop to an entry of the trace.
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
	struct stack_frame at;                /* where the code of the call last observed stands */
};

/* Fills in `call` all that one call shows: key, arguments, origin, site. The
 * strings in it are borrowed from the task's space. `nowhere`: the call is
 * made by the launcher in the program's name, and has no site. */
int observe_call(struct observer *observer, struct task *task, const struct call_info *info, bool nowhere,
                 struct trace_call *call, struct err *err);

/* The same for a call that the vDSO is about to serve. */
int observe_probe(struct observer *observer, struct task *task, const struct probe *probe, struct trace_call *call,
                  struct err *err);

#endif
