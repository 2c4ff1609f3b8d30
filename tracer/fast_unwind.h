/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fast_unwind: finds the responsible frame of a stopped call, without unwinding where
 * a rule is known.
 */
#ifndef TRACER_FAST_UNWIND_H
#define TRACER_FAST_UNWIND_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/trace/trace.h"
#include "tracer/space/locate.h"
#include "tracer/space/stack.h"
#include "tracer/follow/task.h"

enum { FAST_UNWIND_FRAMES = 48 };

/* How to get from a frame to its caller's. */
struct fast_unwind_rule {
	enum { FAST_UNWIND_UNKNOWN, FAST_UNWIND_FIXED, FAST_UNWIND_VARIES, FAST_UNWIND_RESPONSIBLE } kind;
	uint32_t offset;                      /* from the stack pointer to the return address */
	uint8_t agreed, tries;
};

struct fast_unwind {
	struct fast_unwind_rule *rules;              /* by site */
	size_t count, room;
	struct stack_frame frame[FAST_UNWIND_FRAMES]; /* of the current call, if it was unwound */
	size_t frames;
};

/* Adds the caller of a call whose own code is at `from`. */
int fast_unwind_caller(struct fast_unwind *fast, struct locator *locator, const struct task *task, struct stack_frame from,
                struct trace_call *call, struct err *err);

/* Adds its stack; call it after fast_unwind_caller for the same call. */
int fast_unwind_stack(struct fast_unwind *fast, struct locator *locator, const struct task *task, struct stack_frame from,
               struct trace_call *call, struct err *err);

void fast_unwind_free(struct fast_unwind *fast);

#endif
