/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow: where control comes from inside a function, and where its stack is.
 *
 * Built for the few functions that numbers are looked for in.
 */
#ifndef TRACER_REACH_FLOW_H
#define TRACER_REACH_FLOW_H

#include "tracer/reach/graph.h"

#define FLOW_UNKNOWN INT64_MIN

struct flow {
	struct code code;
	uint32_t *first;                      /* of the steps before step i: came[first[i]] … came[first[i + 1] - 1] */
	uint32_t *came;
	bool *live;                           /* by step: control can come to it; not padding, nor a landing pad of an exception */
	int64_t *stack, *frame;               /* by step: rsp and rbp before it, from rsp at the entry; or FLOW_UNKNOWN */
	int64_t *taken;                       /* distances of the stack addresses that it takes */
	size_t taken_count, taken_room;
};

void flow_build(struct flow *flow, const struct graph *graph, uint32_t node);
void flow_free(struct flow *flow);

/* Whether another function may know the address of this place on the stack. */
bool flow_escapes(const struct flow *flow, int64_t offset);
/* The distance of a memory operand on the stack, or FLOW_UNKNOWN. */
int64_t flow_offset(const struct flow *flow, size_t step);

#endif
