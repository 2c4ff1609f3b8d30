/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a step does to the place of a query: nothing, so that the search goes on
 * before it; or it defines what the place holds.
 */
#include "tracer/reach/number_parts.h"

#include <stdlib.h>

enum { CALLEES_DEEP = 3 };

/* --- a definition --- */

static void add_constant(struct number_search *search, const struct query *query, const struct step *step)
{
	uint64_t bits = step->is_address ? place_of(search->graph->nodes[query->node].image, step->value) : step->value;

	numbers_add_bits(query->out, bits, query->node);
}

static uint64_t operated(const struct step *step, uint64_t bits)
{
	uint64_t low = step->width == 1 ? 0xff : 0xffff;
	uint64_t result = step->op == STEP_AND ? bits & step->value : step->op == STEP_LOW ? (bits & ~low) | step->value : bits + step->value;

	return step->width == 4 ? (uint32_t)result : result;
}

/* to = from + value, or & value */
static void search_operation(struct number_search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];
	bool stack = step->from == REG_RSP || (step->from == REG_RBP && query->flow->frame[index] != FLOW_UNKNOWN);
	int64_t at = step->from == REG_RSP ? query->flow->stack[index] : query->flow->frame[index];
	struct numbers from = {0};

	if (stack && step->op == STEP_ADD && at != FLOW_UNKNOWN) {
		numbers_add(query->out, &(struct value){.bits = (uint64_t)at + step->value, .frame = query->node, .supplier = query->node});
		return;
	}
	search->changes += step->op == STEP_ADD && step->value;
	search_reg(search, query->node, index, step->from, &from);
	search->changes -= step->op == STEP_ADD && step->value;
	for (size_t i = 0; i < from.count; i++) {
		if (from.at[i].frame && step->op != STEP_ADD)
			numbers_give_up(query->out, UNKNOWN_COMPUTED, query->node);
		from.at[i].bits = from.at[i].frame ? from.at[i].bits + step->value : operated(step, from.at[i].bits);
		numbers_add(query->out, &from.at[i]);
	}
	if (from.unknown)
		numbers_give_up(query->out, from.unknown, from.where);
	free(from.at);
}

/* What step `index` puts into the register. */
static void define_register(struct number_search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];
	int64_t stack = query->flow->stack[index];

	if (step->to != query->place.reg)
		numbers_give_up(query->out, UNKNOWN_COMPUTED, query->node);
	else if (step->op == STEP_SET)
		add_constant(search, query, step);
	else if ((step->op == STEP_ADD || step->op == STEP_AND || step->op == STEP_LOW) && step->from < REG_NONE)
		search_operation(search, query, index);
	else if (step->op == STEP_LOAD)
		search_load(search, query, index, query->out);
	else if (step->op == STEP_POP && stack != FLOW_UNKNOWN)
		search_stack(search, query->node, index, stack, 8, query->out);
	else
		numbers_give_up(query->out, UNKNOWN_COMPUTED, query->node);
}

static void define_stack(struct number_search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];

	if (step->from == REG_NONE && (step->op == STEP_STORE || step->op == STEP_PUSH))
		numbers_add_bits(query->out, query->place.width == 4 ? (uint32_t)step->value : step->value, query->node);
	else if (step->from < REG_NONE && (step->op == STEP_STORE || step->op == STEP_PUSH))
		search_reg(search, query->node, index, step->from, query->out);
	else
		numbers_give_up(query->out, UNKNOWN_MEMORY, query->node);
}

/* --- what calls keep --- */

/* The registers that a function may change, looked at with the functions that it calls. A
 * compiler that sees a callee may keep values in registers that a call otherwise loses. */
static uint32_t clobbers_of(struct number_search *search, uint32_t node, unsigned depth)
{
	const struct code *code = node && depth < CALLEES_DEEP && search->steps < STEPS_MOST ? &search_flow(search, node)->code : NULL;
	uint32_t clobbers = code ? 0 : REGS_OF_CALLER;

	search->steps += code ? code->count : 0;
	for (size_t i = 0; code && i < code->count; i++) {
		const struct step *step = &code->at[i];
		bool leaves = step->op == STEP_CALL || (step->op == STEP_JUMP && code_find(code, step->value) < 0);
		clobbers |= step->op == STEP_CALL ? REG_BIT(REG_RAX) : step->kills;
		if (leaves && (clobbers & REGS_OF_CALLER) != REGS_OF_CALLER)
			clobbers |= clobbers_of(search, graph_function(search->graph, place_of(search->graph->nodes[node].image, step->value)), depth + 1);
	}
	return clobbers;
}

static bool call_keeps(struct number_search *search, const struct query *query, const struct step *step)
{
	uint64_t place = place_of(search->graph->nodes[query->node].image, step->value);

	if (step->op != STEP_CALL || !step->value || query->place.reg == REG_RAX)
		return false;
	return !(clobbers_of(search, graph_function(search->graph, place), 0) & REG_BIT(query->place.reg));
}

/* --- the end of a search --- */

/* Whether the step ends the search for a register. */
static bool ends_register(struct number_search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];

	if (!(step->kills & REG_BIT(query->place.reg)) || call_keeps(search, query, step))
		return false;
	define_register(search, query, index);
	return !step->may;
}

/* The bytes on the stack that a step writes: false if none, or none that are known. */
static bool written(const struct query *query, size_t index, int64_t *at, unsigned *width)
{
	const struct step *step = &query->flow->code.at[index];

	*at = step->op == STEP_PUSH ? query->flow->stack[index] : flow_offset(query->flow, index);
	*at -= step->op == STEP_PUSH && *at != FLOW_UNKNOWN ? 8 : 0;
	*width = step->op == STEP_PUSH ? 8 : step->width;
	return step->op == STEP_PUSH || (step->has_memory && step->writes);
}

static bool ends_stack(struct number_search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];
	const struct number_place *place = &query->place;
	int64_t at;
	unsigned width;

	if (step->op == STEP_CALL || (written(query, index, &at, &width) && at == FLOW_UNKNOWN)) {
		if (!flow_escapes(query->flow, place->offset))
			return false;
		numbers_give_up(query->out, UNKNOWN_MEMORY, query->node);
		return true;
	}
	if (!written(query, index, &at, &width) || at + width <= place->offset || at >= place->offset + place->width)
		return false;
	if (at == place->offset && width >= place->width)
		define_stack(search, query, index);
	else
		numbers_give_up(query->out, UNKNOWN_MEMORY, query->node);
	return true;
}

bool number_ends(struct number_search *search, const struct query *query, size_t index)
{
	return query->place.where == IN_REGISTER ? ends_register(search, query, index) : ends_stack(search, query, index);
}
