/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number_parts: shared by the parts of the search for numbers.
 */
#ifndef TRACER_REACH_NUMBER_PARTS_H
#define TRACER_REACH_NUMBER_PARTS_H

#include "tracer/reach/number.h"

enum { STEPS_MOST = 400 * 1000 };             /* of one search with all its queries */

enum where { IN_REGISTER, ON_STACK };

struct number_place {
	enum where where;
	unsigned reg;
	int64_t offset;                       /* on the stack, from rsp at the entry */
	unsigned width;
};

/* One search backwards through a function. */
struct query {
	struct query *outer;
	uint32_t node;
	size_t step;
	struct number_place place;
	bool pointer;                         /* the value is the address of a load */
	unsigned changes;                     /* operations between this query and the outermost */
	uint8_t *seen;
	uint32_t *work;
	size_t work_count, work_room;
	const struct flow *flow;
	struct numbers *out;
};

struct number_search {
	const struct graph *graph;
	struct flow **flows;                  /* by node; NULL: not needed yet */
	struct query *inner;                  /* the running one */
	unsigned depth, changes;
	bool pointer;
	size_t steps;
};

/* --- results --- */

/* Only the first reason is kept. */
void numbers_give_up(struct numbers *out, enum why_unknown why, uint32_t node);
void numbers_add(struct numbers *out, const struct value *value);
void numbers_add_bits(struct numbers *out, uint64_t bits, uint32_t supplier);

/* --- queries: what a place holds before a step --- */

void search_place(struct number_search *search, uint32_t node, size_t step, const struct number_place *place, struct numbers *out);
void search_reg(struct number_search *search, uint32_t node, size_t step, unsigned reg, struct numbers *out);
/* The same of a register that a load uses as an address. */
void search_pointer(struct number_search *search, uint32_t node, size_t step, unsigned reg, struct numbers *out);
void search_stack(struct number_search *search, uint32_t node, size_t step, int64_t offset, unsigned width, struct numbers *out);

/* --- memory --- */

/* What a load reads. */
void search_load(struct number_search *search, const struct query *query, size_t step, struct numbers *out);
void search_variable(struct number_search *search, uint64_t place, unsigned width, bool pointer, uint32_t node, struct numbers *out);

/* --- steps --- */

/* Whether the step ends the search for the place; then what it holds is added. */
bool number_ends(struct number_search *search, const struct query *query, size_t index);

#endif
