/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk: finds the responsible frame of a stopped call, without unwinding where
 * a rule is known.
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

/* How to get from a frame to its caller's. */
struct walk_rule {
	enum { WALK_UNKNOWN, WALK_FIXED, WALK_VARIES, WALK_RESPONSIBLE } kind;
	uint32_t offset;                      /* from the stack pointer to the return address */
	uint8_t agreed, tries;
};

struct walk {
	struct walk_rule *rules;              /* by site */
	size_t count, room;
	struct stack_frame frame[WALK_FRAMES]; /* of the current call, if it was unwound */
	size_t frames;
};

/* Adds the caller of a call whose own code is at `from`. */
int walk_caller(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
                struct trace_call *call, struct err *err);

/* Adds its stack; call it after walk_caller for the same call. */
int walk_stack(struct walk *walk, struct locator *locator, const struct task *task, struct stack_frame from,
               struct trace_call *call, struct err *err);

void walk_free(struct walk *walk);

#endif
