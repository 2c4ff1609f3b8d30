/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/flow.h"

#include <stdlib.h>
#include <string.h>

enum { CASES_MOST = 1 << 14, OBJECT_MOST = 4096, ROUNDS_MOST = 64 };

struct pair {
	uint32_t from, to;
};

struct pairs {
	struct pair *at;
	size_t count, room;
};

static void add(struct pairs *pairs, size_t from, size_t to)
{
	pairs->at = mem_grow(pairs->at, pairs->count, &pairs->room, sizeof(*pairs->at));
	pairs->at[pairs->count++] = (struct pair){(uint32_t)from, (uint32_t)to};
}

/* --- where control goes --- */

static bool goes_on(const struct graph *graph, size_t image, const struct step *step)
{
	bool comes_back = step->op != STEP_CALL || !step->value || graph_returns(graph, place_of(image, step->value));

	return step_falls_through(step) && comes_back;
}

static void add_direct(struct pairs *pairs, const struct code *code, const struct graph *graph, size_t image)
{
	for (size_t i = 0; i < code->count; i++) {
		const struct step *step = &code->at[i];
		long target = step->op == STEP_JUMP || step->op == STEP_BRANCH ? code_find(code, step->value) : -1;
		if (target >= 0)
			add(pairs, i, (size_t)target);
		if (goes_on(graph, image, step) && i + 1 < code->count)
			add(pairs, i, i + 1);
	}
}

/* All jumps whose target is computed meet in one step of no bytes, the last, which leads to all cases. */
static void add_meeting(struct pairs *pairs, struct code *code)
{
	size_t count = code->count;

	code->at = mem_grow(code->at, code->count, &code->room, sizeof(*code->at));
	code->at[code->count++] = (struct step){
		.at = UINT64_MAX, .op = STEP_JUMP, .to = REG_NONE, .from = REG_NONE, .base = REG_NONE, .index = REG_NONE,
	};
	for (size_t i = 0; i < count; i++)
		if (code->at[i].op == STEP_JUMP && !code->at[i].value)
			add(pairs, i, count);
}

static void add_case(struct pairs *pairs, const struct code *code, bool *come, long target)
{
	if (target < 0 || come[target])
		return;
	come[target] = true;
	add(pairs, code->count - 1, (size_t)target);
}

static void add_table(struct pairs *pairs, const struct code *code, bool *come, const struct binary *binary, uint64_t table, bool distances)
{
	const struct step *last = &code->at[code->count - 2];
	uint64_t word;

	for (uint64_t i = 0; i < CASES_MOST && binary_word(binary, table + i * (distances ? 4 : 8), distances ? 4 : 8, &word); i++) {
		uint64_t target = distances ? table + (uint64_t)(int64_t)(int32_t)word : word;
		if (target < code->at[0].at || target > last->at)
			return;
		add_case(pairs, code, come, code_find(code, target));
	}
}

static void add_tables(struct pairs *pairs, const struct code *code, bool *come, const struct binary *binary)
{
	for (size_t i = 0; i < code->count; i++) {
		const struct step *step = &code->at[i];
		if (step->op == STEP_SET && step->is_address && !binary_is_code(binary, step->value))
			add_table(pairs, code, come, binary, step->value, true);
		if (step->has_memory && step->index != REG_NONE && step->base == REG_NONE && !binary->movable)
			add_table(pairs, code, come, binary, step->memory, false);
	}
}

/* A step that nothing leads to, if not the first, is a case whose table was not understood. */
static void add_rest(struct pairs *pairs, const struct code *code, bool *come)
{
	for (size_t i = 0; i < pairs->count; i++)
		come[pairs->at[i].to] = true;
	for (size_t i = 1; i + 1 < code->count; i++)
		if (!come[i] && !step_is_padding(&code->at[i]))
			add_case(pairs, code, come, (long)i);
}

static void add_switches(struct pairs *pairs, struct code *code, const struct binary *binary)
{
	AUTO_FREE bool *come = mem_alloc(code->count + 1);

	add_meeting(pairs, code);
	add_tables(pairs, code, come, binary);
	add_rest(pairs, code, come);
}

static bool has_switch(const struct code *code)
{
	for (size_t i = 0; i < code->count; i++)
		if (code->at[i].op == STEP_JUMP && !code->at[i].value)
			return true;
	return false;
}

static void index_pairs(struct flow *flow, const struct pairs *pairs)
{
	flow->first = mem_alloc((flow->code.count + 2) * sizeof(*flow->first));
	flow->came = mem_alloc((pairs->count + 1) * sizeof(*flow->came));
	for (size_t i = 0; i < pairs->count; i++)
		flow->first[pairs->at[i].to + 2]++;
	for (size_t i = 2; i < flow->code.count + 2; i++)
		flow->first[i] += flow->first[i - 1];
	for (size_t i = 0; i < pairs->count; i++)
		flow->came[flow->first[pairs->at[i].to + 1]++] = pairs->at[i].from;
}

/* --- the stack --- */

static int64_t moved(int64_t offset, uint64_t by)
{
	return offset == FLOW_UNKNOWN || (int64_t)by > 1 << 30 || (int64_t)by < -(1 << 30) ? FLOW_UNKNOWN : offset + (int64_t)by;
}

static int64_t register_of(const struct flow *flow, size_t step, unsigned reg)
{
	return reg == REG_RSP ? flow->stack[step] : reg == REG_RBP ? flow->frame[step] : FLOW_UNKNOWN;
}

static int64_t stack_behind(const struct flow *flow, size_t i)
{
	const struct step *step = &flow->code.at[i];

	switch (step->op) {
	case STEP_PUSH: return moved(flow->stack[i], (uint64_t)-8);
	case STEP_POP: return step->to == REG_RSP ? FLOW_UNKNOWN : moved(flow->stack[i], 8);
	case STEP_LEAVE: return moved(flow->frame[i], 8);
	case STEP_CALL: return flow->stack[i];
	case STEP_ADD: return step->to == REG_RSP ? moved(register_of(flow, i, step->from), step->value) : flow->stack[i];
	default: return step->kills & REG_BIT(REG_RSP) ? FLOW_UNKNOWN : flow->stack[i];
	}
}

static int64_t frame_behind(const struct flow *flow, size_t i)
{
	const struct step *step = &flow->code.at[i];

	if (step->op == STEP_ADD && step->to == REG_RBP && !step->may)
		return moved(register_of(flow, i, step->from), step->value);
	return step->kills & REG_BIT(REG_RBP) ? FLOW_UNKNOWN : flow->frame[i];
}

/* Steps in the order of their addresses, again until nothing changes: loops do not move the stack. */
static bool spread(struct flow *flow, bool *known, const struct pair *pair)
{
	if (!known[pair->from] || known[pair->to])
		return false;
	known[pair->to] = true;
	flow->stack[pair->to] = stack_behind(flow, pair->from);
	flow->frame[pair->to] = frame_behind(flow, pair->from);
	return true;
}

/* Two ways to a step that leave the stack apart: its place is not known there, nor behind. */
static bool disagree(struct flow *flow, const struct pair *pair)
{
	bool stack = flow->stack[pair->to] != FLOW_UNKNOWN && flow->stack[pair->to] != stack_behind(flow, pair->from);
	bool frame = flow->frame[pair->to] != FLOW_UNKNOWN && flow->frame[pair->to] != frame_behind(flow, pair->from);

	if (stack)
		flow->stack[pair->to] = FLOW_UNKNOWN;
	if (frame)
		flow->frame[pair->to] = FLOW_UNKNOWN;
	return stack || frame;
}

static bool each_pair(struct flow *flow, const struct pairs *pairs, bool *known, bool first)
{
	bool changed = false;

	for (size_t i = 0; i < pairs->count; i++) {
		const struct pair *pair = &pairs->at[i];
		if (first)
			changed |= spread(flow, known, pair);
		else if (known[pair->from] && pair->to)
			changed |= disagree(flow, pair);
	}
	return changed;
}

static void forget_stack(struct flow *flow)
{
	for (size_t i = 0; i < flow->code.count; i++)
		flow->stack[i] = flow->frame[i] = FLOW_UNKNOWN;
}

static void find_stack(struct flow *flow, const struct pairs *pairs)
{
	AUTO_FREE bool *known = mem_alloc(flow->code.count + 1);
	int rounds = 0;

	flow->stack = mem_alloc((flow->code.count + 1) * sizeof(*flow->stack));
	flow->frame = mem_alloc((flow->code.count + 1) * sizeof(*flow->frame));
	forget_stack(flow);
	known[0] = true;
	flow->stack[0] = 0;
	for (bool first = true;; first = false) {
		while (rounds < ROUNDS_MOST && each_pair(flow, pairs, known, first))
			rounds++;
		if (!first)
			break;
	}
	if (rounds >= ROUNDS_MOST)
		forget_stack(flow);
}

/* From the entry, and from where other functions jump to. */
static void find_live(struct flow *flow, const struct graph *graph, uint32_t node, const struct pairs *pairs)
{
	bool changed = true;
	size_t count;
	int rounds = 0;

	flow->live = mem_alloc(flow->code.count + 1);
	flow->live[0] = true;
	for (size_t i = 1; i < flow->code.count; i++) {
		graph_transfers(graph, place_of(graph->nodes[node].image, flow->code.at[i].at), &count);
		flow->live[i] = count && flow->code.at[i].length;
	}
	while (changed) {
		changed = false;
		rounds++;
		for (size_t i = 0; i < pairs->count; i++) {
			const struct pair *pair = &pairs->at[i];
			flow->live[pair->from] |= rounds > ROUNDS_MOST;
			changed |= flow->live[pair->from] && !flow->live[pair->to];
			flow->live[pair->to] |= flow->live[pair->from];
		}
	}
}

static void find_taken(struct flow *flow)
{
	for (size_t i = 0; i < flow->code.count; i++) {
		const struct step *step = &flow->code.at[i];
		bool derived = step->op == STEP_ADD && (step->from == REG_RSP || step->from == REG_RBP) && step->to != REG_RSP && step->to != REG_RBP;
		int64_t at = derived ? moved(register_of(flow, i, step->from), step->value) : FLOW_UNKNOWN;
		if (at == FLOW_UNKNOWN)
			continue;
		flow->taken = mem_grow(flow->taken, flow->taken_count, &flow->taken_room, sizeof(*flow->taken));
		flow->taken[flow->taken_count++] = at;
	}
}

void flow_build(struct flow *flow, const struct graph *graph, uint32_t node)
{
	const struct binary *binary = graph->closure->image[graph->nodes[node].image];
	struct pairs pairs = {0};

	*flow = (struct flow){0};
	graph_decode(graph, node, &flow->code);
	add_direct(&pairs, &flow->code, graph, graph->nodes[node].image);
	if (has_switch(&flow->code))
		add_switches(&pairs, &flow->code, binary);
	index_pairs(flow, &pairs);
	find_live(flow, graph, node, &pairs);
	find_stack(flow, &pairs);
	find_taken(flow);
	free(pairs.at);
}

bool flow_escapes(const struct flow *flow, int64_t offset)
{
	for (size_t i = 0; i < flow->taken_count; i++)
		if (flow->taken[i] <= offset && offset - flow->taken[i] < OBJECT_MOST)
			return true;
	return false;
}

int64_t flow_offset(const struct flow *flow, size_t step)
{
	const struct step *at = &flow->code.at[step];

	return at->has_memory && at->index == REG_NONE ? moved(register_of(flow, step, at->base), at->memory) : FLOW_UNKNOWN;
}

void flow_free(struct flow *flow)
{
	free(flow->code.at);
	free(flow->first);
	free(flow->came);
	free(flow->live);
	free(flow->stack);
	free(flow->frame);
	free(flow->taken);
	memset(flow, 0, sizeof(*flow));
}
