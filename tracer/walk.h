/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: from a stopped call to its responsible frame, without unwinding where
 * the way is known.
 */
#ifndef TRACER_WALK_H
#define TRACER_WALK_H

#include <stdint.h>

#include "core/base/err.h"
#include "core/trace/trace.h"
#include "tracer/space/locate.h"
#include "tracer/space/stack.h"
#include "tracer/follow/task.h"

enum { WALK_FRAMES = 48 };

/* How to get from a frame to the one that called it. */
struct walk_rule {
	enum { WALK_UNKNOWN, WALK_FIXED, WALK_VARIES, WALK_RESPONSIBLE } kind;
	uint32_t offset;                      /* from its stack pointer to its return address */
	uint8_t agreed, tries;
};

struct walk {
	struct walk_rule *rules;              /* by site */
	size_t count, room;
	struct stack_frame frame[WALK_FRAMES]; /* of the present call, where it was unwound */
	size_t frames;
};

/* Enters the caller of a call whose own code is at `from`. */
int walk_caller(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
                struct trace_call *call, struct err *err);

/* Enters its stack; behind walk_caller for the same call. */
int walk_stack(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
               struct trace_call *call, struct err *err);

void walk_free(struct walk *walk);

#endif
