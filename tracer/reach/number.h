/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number: which calls a system call instruction can make.
 *
 * The number is what reaches its register: backwards through copies, the stack,
 * variables, and into the callers of the function, as far as they are reachable.
 * Each number has a supplier, the function that has it as a constant. What ends
 * elsewhere (in a result, a pointer, an unknown caller) makes the answer
 * unknown, with the reason and the function.
 */
#ifndef TRACER_REACH_NUMBER_H
#define TRACER_REACH_NUMBER_H

#include "tracer/reach/flow.h"

enum { NUMBERS_MOST = 1024 };

enum why_unknown {
	UNKNOWN_NOTHING,
	UNKNOWN_COMPUTED,                     /* the result of a call or of arithmetic */
	UNKNOWN_MEMORY,                       /* loaded from where anything may have stored it */
	UNKNOWN_CALLER,                       /* an argument of a function that is called by pointer */
	UNKNOWN_FLOW,                         /* control comes from where is not understood */
	UNKNOWN_CAP                           /* the search was too long */
};

struct value {
	uint64_t bits;                        /* a number or place; or a distance on the stack of `frame` */
	uint32_t frame;                       /* node, or 0 */
	uint32_t site;                        /* with a frame: 1 + the step of it that passed the address on */
	uint32_t supplier;                    /* node */
};

struct numbers {
	struct value *at;
	size_t count, room;
	enum why_unknown unknown;             /* of the first reason found */
	uint32_t where;                       /* node */
};

struct number_search;
struct number_search *search_new(const struct graph *graph);
void search_free(struct number_search *search);
const struct graph *search_graph(const struct number_search *search);

/* Of each step that enters the kernel in a node. Returns false after the last; *step starts at 0. */
bool search_next(struct number_search *search, uint32_t node, size_t *step, const struct step **found);
void search_numbers(struct number_search *search, uint32_t node, size_t step, struct numbers *numbers);
/* The values of any register before a step. */
void search_register(struct number_search *search, uint32_t node, size_t step, unsigned reg, struct numbers *numbers);
const struct flow *search_flow(struct number_search *search, uint32_t node);

const char *unknown_text(enum why_unknown why);

#endif
