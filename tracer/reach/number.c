/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The search: a query goes back from a step along control flow, through this
 * function and into those that call it, until steps say what its place holds
 * (number_step.c) or it lies in memory (number_memory.c). Both ask further queries.
 */
#include "tracer/reach/number_parts.h"

#include <stdlib.h>

enum { DEPTH_MOST = 48 };

struct number_search *search_new(const struct graph *graph)
{
	struct number_search *search = mem_alloc(sizeof(*search));

	search->graph = graph;
	search->flows = mem_alloc((graph->node_count + 1) * sizeof(*search->flows));
	return search;
}

void search_free(struct number_search *search)
{
	for (size_t i = 0; search && i < search->graph->node_count; i++)
		if (search->flows[i]) {
			flow_free(search->flows[i]);
			free(search->flows[i]);
		}
	if (search)
		free(search->flows);
	free(search);
}

const struct graph *search_graph(const struct number_search *search)
{
	return search->graph;
}

const struct flow *search_flow(struct number_search *search, uint32_t node)
{
	if (!search->flows[node]) {
		search->flows[node] = mem_alloc(sizeof(struct flow));
		flow_build(search->flows[node], search->graph, node);
	}
	return search->flows[node];
}

const char *unknown_text(enum why_unknown why)
{
	static const char *const texts[] = {
		[UNKNOWN_NOTHING] = "", [UNKNOWN_COMPUTED] = "is computed", [UNKNOWN_MEMORY] = "is loaded from memory",
		[UNKNOWN_CALLER] = "is an argument of a function that is called by pointer",
		[UNKNOWN_FLOW] = "comes on a path that was not understood", [UNKNOWN_CAP] = "took too many steps to find",
	};

	return texts[why];
}

/* --- results --- */

void numbers_give_up(struct numbers *out, enum why_unknown why, uint32_t node)
{
	if (out->unknown)
		return;
	out->unknown = why;
	out->where = node;
}

void numbers_add(struct numbers *out, const struct value *value)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct value *at = &out->at[i];
		if (at->bits == value->bits && at->frame == value->frame && at->site == value->site && at->supplier == value->supplier)
			return;
	}
	if (out->count == NUMBERS_MOST) {
		numbers_give_up(out, UNKNOWN_CAP, value->supplier);
		return;
	}
	out->at = mem_grow(out->at, out->count, &out->room, sizeof(*out->at));
	out->at[out->count++] = *value;
}

void numbers_add_bits(struct numbers *out, uint64_t bits, uint32_t supplier)
{
	numbers_add(out, &(struct value){.bits = bits, .supplier = supplier});
}

/* --- queries --- */

void search_reg(struct number_search *search, uint32_t node, size_t step, unsigned reg, struct numbers *out)
{
	search_place(search, node, step, &(struct number_place){.where = IN_REGISTER, .reg = reg, .width = 8}, out);
}

void search_pointer(struct number_search *search, uint32_t node, size_t step, unsigned reg, struct numbers *out)
{
	bool outer = search->pointer;

	search->pointer = true;
	search_reg(search, node, step, reg, out);
	search->pointer = outer;
}

void search_stack(struct number_search *search, uint32_t node, size_t step, int64_t offset, unsigned width, struct numbers *out)
{
	search_place(search, node, step, &(struct number_place){.where = ON_STACK, .offset = offset, .width = width}, out);
}

/* --- backwards --- */

static void visit(struct query *query, size_t step)
{
	if (query->seen[step / 8] >> step % 8 & 1)
		return;
	query->seen[step / 8] |= (uint8_t)(1 << step % 8);
	query->work = mem_grow(query->work, query->work_count, &query->work_room, sizeof(*query->work));
	query->work[query->work_count++] = (uint32_t)step;
}

/* Continues in a caller, or where another function jumps to this one. */
static void cross(struct number_search *search, struct query *query, size_t step, const struct transfer *transfer)
{
	const struct flow *from = search_flow(search, transfer->from);
	long index = code_find(&from->code, transfer->at);
	struct number_place place = query->place;
	struct numbers found = {0};

	if (index < 0 || (place.where == ON_STACK && (from->stack[index] == FLOW_UNKNOWN || query->flow->stack[step] == FLOW_UNKNOWN))) {
		numbers_give_up(query->out, UNKNOWN_FLOW, transfer->from);
		return;
	}
	if (place.where == ON_STACK)
		place.offset += from->stack[index] - query->flow->stack[step] - (transfer->jump ? 0 : 8);
	search_place(search, transfer->from, (size_t)index, &place, &found);
	for (size_t i = 0; i < found.count; i++) {
		if (found.at[i].frame == transfer->from && !found.at[i].site)
			found.at[i].site = (uint32_t)index + 1;
		numbers_add(query->out, &found.at[i]);
	}
	if (found.unknown)
		numbers_give_up(query->out, found.unknown, found.where);
	free(found.at);
}

/* On the way of a branch that is taken if the register equals a constant, it is that. */
static bool is_decided(struct query *query, size_t from, size_t to)
{
	const struct step *branch = &query->flow->code.at[from], *test = from ? branch - 1 : NULL;
	bool taken = branch->value == query->flow->code.at[to].at;

	if (branch->op != STEP_BRANCH || !test || query->flow->first[from + 1] - query->flow->first[from] != 1 ||
	    query->place.where != IN_REGISTER || test->compares != query->place.reg + 1)
		return false;
	if (from + 1 == to ? !branch->if_unequal || taken : !branch->if_equal)
		return false;
	numbers_add_bits(query->out, test->value, query->node);
	return true;
}

/* To the steps before a step in this function; false if there is none. */
static bool go_inside(struct query *query, size_t step)
{
	const struct flow *flow = query->flow;
	bool any = false;

	for (uint32_t i = flow->first[step]; i < flow->first[step + 1]; i++) {
		if (flow->live[step] && !flow->live[flow->came[i]])
			continue;
		if (!is_decided(query, flow->came[i], step))
			visit(query, flow->came[i]);
		any = true;
	}
	return any;
}

static bool holds(const struct numbers *numbers, uint64_t place)
{
	for (size_t i = 0; i < numbers->count; i++)
		if (!numbers->at[i].frame && numbers->at[i].bits == place)
			return true;
	return false;
}

/* A function whose address is taken once, and comes to a variable through which calls go: its callers are
 * those. True if that is so. */
static bool cross_variables(struct number_search *search, struct query *query)
{
	const struct graph *graph = search->graph;
	const struct node *node = &graph->nodes[query->node];
	uint64_t place = place_of(node->image, query->flow->code.at[0].at);
	bool found = false;

	for (size_t i = 0; i < graph->computed_count && node->pointers == 1; i++) {
		const struct computed *computed = &graph->computed[i];
		struct numbers targets = {0};
		search_variable(search, computed->place, 8, true, computed->from, &targets);
		if (holds(&targets, place)) {
			cross(search, query, 0, &(struct transfer){place, computed->at, computed->from, computed->jump});
			found = true;
		}
		free(targets.at);
	}
	return found;
}

/* And in others. */
static void go_back(struct number_search *search, struct query *query, size_t step)
{
	const struct step *at = &query->flow->code.at[step];
	const struct node *node = &search->graph->nodes[query->node];
	bool any = go_inside(query, step);
	size_t count = 0;
	const struct transfer *transfers = at->length ? graph_transfers(search->graph, place_of(node->image, at->at), &count) : NULL;

	for (size_t i = 0; i < count; i++)
		cross(search, query, step, &transfers[i]);
	bool explained = !step && node->pointed && cross_variables(search, query);
	if (!step && !explained && (node->pointed || (!count && !any)))
		numbers_give_up(query->out, UNKNOWN_CALLER, query->node);
	else if (step && !count && !any)
		numbers_give_up(query->out, UNKNOWN_FLOW, query->node);
}

static void run(struct number_search *search, struct query *query)
{
	go_back(search, query, query->step);
	while (query->work_count) {
		size_t step = query->work[--query->work_count];
		bool ends = number_ends(search, query, step);
		if (++search->steps > STEPS_MOST) {
			numbers_give_up(query->out, UNKNOWN_CAP, query->node);
			return;
		}
		if (!ends)
			go_back(search, query, step);
	}
}

static bool same_place(const struct number_place *a, const struct number_place *b)
{
	return a->where == b->where && (a->where == IN_REGISTER ? a->reg == b->reg : a->offset == b->offset && a->width == b->width);
}

/* A value that depends on itself: nothing new by copies, anything by arithmetic. */
static bool is_running(const struct number_search *search, uint32_t node, size_t step, const struct number_place *place, struct numbers *out)
{
	for (const struct query *query = search->inner; query; query = query->outer) {
		if (query->node != node || query->step != step || !same_place(&query->place, place))
			continue;
		if (query->changes != search->changes)
			numbers_give_up(out, UNKNOWN_COMPUTED, node);
		return true;
	}
	return false;
}

void search_place(struct number_search *search, uint32_t node, size_t step, const struct number_place *place, struct numbers *out)
{
	struct query query = {
		.outer = search->inner, .node = node, .step = step, .place = *place, .changes = search->changes, .pointer = search->pointer,
		.flow = search_flow(search, node), .out = out,
	};

	if (search->depth >= DEPTH_MOST || search->steps > STEPS_MOST)
		numbers_give_up(out, UNKNOWN_CAP, node);
	else if (!is_running(search, node, step, place, out)) {
		query.seen = mem_alloc(query.flow->code.count / 8 + 1);
		search->inner = &query;
		search->depth++;
		run(search, &query);
		search->depth--;
		search->inner = query.outer;
		free(query.seen);
		free(query.work);
	}
}

bool search_next(struct number_search *search, uint32_t node, size_t *step, const struct step **found)
{
	const struct flow *flow = search_flow(search, node);

	for (; *step < flow->code.count; ++*step)
		if (flow->code.at[*step].op == STEP_SYSCALL || flow->code.at[*step].op == STEP_FOREIGN) {
			*found = &flow->code.at[(*step)++];
			return true;
		}
	return false;
}

void search_register(struct number_search *search, uint32_t node, size_t step, unsigned reg, struct numbers *numbers)
{
	search->steps = 0;
	search_reg(search, node, step, reg, numbers);
}

void search_numbers(struct number_search *search, uint32_t node, size_t step, struct numbers *numbers)
{
	search_register(search, node, step, REG_RAX, numbers);
}
