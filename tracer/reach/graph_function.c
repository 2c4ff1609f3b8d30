/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a function refers to: the targets of its calls and jumps, the slots that
 * it loads, and the addresses that it takes.
 */
#include "tracer/reach/graph_parts.h"

#include <string.h>

enum { CASES_MOST = 1 << 14, CASES_NEAR = 24 };

struct walk {
	struct graph *graph;
	const struct binary *binary;
	const struct extent *extent;
	uint32_t node, image;
	bool switches;                        /* it has a jump by a register or by memory */
};

static bool is_inside(const struct walk *walk, uint64_t at)
{
	return at >= walk->extent->from && at < walk->extent->to;
}

static void leave(struct node *node, uint32_t to)
{
	if (node->leaves && node->leaves != to)
		node->returns = true;
	node->leaves = to;
}

static void transfer(const struct walk *walk, uint64_t place, const struct step *step, bool jump)
{
	if (jump && place_image(place) == walk->image && is_inside(walk, place_at(place)))
		return;
	graph_add_transfer(walk->graph, &(struct transfer){place, step->at, walk->node, jump});
	if (jump)
		leave(&walk->graph->nodes[walk->node], graph_function(walk->graph, place));
}

/* Only what a 64-bit system maps: smaller numbers than a page are no addresses. */
static bool is_mapped(const struct walk *walk, uint64_t at)
{
	return at >= 4096 && at < (uint64_t)1 << BINARY_ADDRESS_BITS && binary_segment(walk->binary, at);
}

/* --- slots --- */

/* The places that `width` bytes of memory hold; calls `found` for each. */
static void each_slot(const struct walk *walk, uint64_t place, unsigned width, size_t step,
                      void (*found)(const struct walk *walk, size_t step, uint64_t place))
{
	size_t image = place_image(place);
	uint64_t at = place_at(place);

	if (image >= walk->graph->closure->count)
		return;
	const struct slots *slots = &walk->graph->linked.slots[image];
	for (size_t i = link_slot(&walk->graph->linked, image, at); i < slots->count && slots->at[i].at < at + width; i++)
		found(walk, step, slots->at[i].place);
	uint64_t word;
	if (!walk->graph->closure->image[image]->movable && width == 8 && binary_word(walk->graph->closure->image[image], at, 8, &word) &&
	    word && binary_segment(walk->graph->closure->image[image], word))
		found(walk, step, place_of(image, word));
}

static void found_target(const struct walk *walk, size_t step, uint64_t place)
{
	transfer(walk, place, &walk->graph->code.at[step], walk->graph->code.at[step].op != STEP_CALL);
}

static void found_pointer(const struct walk *walk, size_t step, uint64_t place)
{
	(void)step;
	graph_node(walk->graph, walk->node, place);
}

/* --- addresses --- */

static bool is_code(const struct walk *walk, uint64_t place)
{
	size_t image = place_image(place);

	return image < walk->graph->closure->count && binary_is_code(walk->graph->closure->image[image], place_at(place));
}

static void read_fields(const struct walk *walk, uint64_t place)
{
	const struct uses *uses = &walk->graph->uses;

	for (size_t i = 0; i < uses->count; i++) {
		const struct step *step = &walk->graph->code.at[uses->at[i].step];
		uint64_t field = place_of(place_image(place), (place_at(place) + uses->at[i].distance) & (((uint64_t)1 << 48) - 1));
		bool goes = (step->op == STEP_CALL || step->op == STEP_JUMP) && !step->value;
		if (step->reads)
			each_slot(walk, field, goes || step->width > 8 ? (step->width > 8 ? step->width : 8) : step->width, uses->at[i].step,
			          goes ? found_target : found_pointer);
	}
}

/* Keeps a string that is the name of a library. */
static void look_for_library(const struct walk *walk, uint64_t place)
{
	struct graph *graph = walk->graph;
	const char *string = binary_string(graph->closure->image[place_image(place)], place_at(place));

	if (!string || strncmp(string, "lib", 3) != 0 || !strstr(string, ".so") || strlen(string) > 64 || strchr(string, ' '))
		return;
	graph->libraries = mem_grow(graph->libraries, graph->library_count, &graph->library_room, sizeof(*graph->libraries));
	graph->libraries[graph->library_count++] = (struct library){string, walk->node};
}

/* The step puts this place into a register. */
static void found_address(const struct walk *walk, size_t step, uint64_t place)
{
	if (place_image(place) < walk->graph->closure->count)
		look_for_library(walk, place);
	if (!is_code(walk, place) && uses_are_fields(&walk->graph->uses, &walk->graph->code, step))
		read_fields(walk, place);
	else
		graph_node(walk->graph, walk->node, place);
}

/* A constant that could be an address: in a program that does not move, and code only at a function's start. */
static void take_constant(const struct walk *walk, size_t step, uint64_t value)
{
	if (walk->binary->movable || !is_mapped(walk, value))
		return;
	uint32_t node = graph_function(walk->graph, place_of(walk->image, value));
	const struct extent *extent = node ? graph_extent(walk->graph, node) : NULL;
	if (extent && extent->named && extent->from != value)
		return;
	if (walk->graph->code.at[step].op == STEP_SET)
		found_address(walk, step, place_of(walk->image, value));
	else
		graph_node(walk->graph, walk->node, place_of(walk->image, value));
}

static void add_store(const struct walk *walk, const struct step *step)
{
	struct graph *graph = walk->graph;

	graph->stores = mem_grow(graph->stores, graph->store_count, &graph->store_room, sizeof(*graph->stores));
	graph->stores[graph->store_count++] = (struct store){place_of(walk->image, step->memory), step->at, walk->node, step->width};
}

static void add_computed(const struct walk *walk, const struct step *step)
{
	struct graph *graph = walk->graph;

	if (!binary_segment(walk->binary, step->memory)->write)
		return;
	graph->computed = mem_grow(graph->computed, graph->computed_count, &graph->computed_room, sizeof(*graph->computed));
	graph->computed[graph->computed_count++] = (struct computed){
		place_of(walk->image, step->memory), step->at, walk->node, step->op == STEP_JUMP,
	};
}

/* A memory operand at a fixed address, perhaps indexed. */
static void use_memory(const struct walk *walk, size_t index)
{
	const struct step *step = &walk->graph->code.at[index];
	uint64_t place = place_of(walk->image, step->memory);
	bool goes = (step->op == STEP_CALL || step->op == STEP_JUMP) && !step->value;

	if (!step->has_memory || step->base == REG_OPAQUE || !is_mapped(walk, step->memory))
		return;
	if (step->index != REG_NONE || step->base != REG_NONE) {
		if (!walk->binary->movable)
			graph_node(walk->graph, walk->node, place);
		return;
	}
	if (step->writes)
		add_store(walk, step);
	if (goes)
		add_computed(walk, step);
	if (step->op == STEP_LOAD)
		each_slot(walk, place, step->width, index, found_address);
	else if (step->reads)
		each_slot(walk, place, goes ? 8 : step->width, index, goes ? found_target : found_pointer);
}

/* --- tables of cases --- */

/* The computed jump behind a step that takes the address of its table; 0: none near. */
static size_t jump_behind(const struct code *code, size_t index)
{
	for (size_t i = index + 1; i < code->count && i <= index + CASES_NEAR; i++)
		if (code->at[i].op == STEP_JUMP && !code->at[i].value)
			return i;
	return 0;
}

/* How many cases there are, from the comparison before the jump; 0: none near. */
static uint64_t count_cases(const struct code *code, size_t jump)
{
	for (size_t i = jump; i-- > 0 && i + CASES_NEAR >= jump;) {
		const struct step *step = &code->at[i];
		if (step->op == STEP_OTHER && step->has_constant && !step->kills && step->uses)
			return step->value < CASES_MOST ? step->value + 1 : 0;
	}
	return 0;
}

/* Distances from a table to the cases of a switch: some may be in a part of the function that lies apart. */
static void walk_cases(const struct walk *walk, size_t index)
{
	const struct code *code = &walk->graph->code;
	uint64_t table = code->at[index].value, word;
	size_t jump = jump_behind(code, index);
	uint64_t count = jump ? count_cases(code, jump) : 0;

	for (uint64_t i = 0; i < count && binary_word(walk->binary, table + i * 4, 4, &word); i++) {
		uint64_t target = table + (uint64_t)(int64_t)(int32_t)word;
		if (!binary_is_code(walk->binary, target))
			return;
		if (!is_inside(walk, target))
			transfer(walk, place_of(walk->image, target), &code->at[jump], true);
	}
}

/* --- one function --- */

static void walk_step(const struct walk *walk, size_t index)
{
	const struct step *step = &walk->graph->code.at[index];

	if ((step->op == STEP_CALL || step->op == STEP_JUMP || step->op == STEP_BRANCH) && step->value)
		transfer(walk, place_of(walk->image, step->value & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1)), step, step->op != STEP_CALL);
	else if (step->op == STEP_SET && step->is_address && is_mapped(walk, step->value))
		found_address(walk, index, place_of(walk->image, step->value));
	else if (step->has_constant)
		take_constant(walk, index, step->value);
	if (step->op == STEP_SET && step->is_address && walk->switches && !binary_is_code(walk->binary, step->value))
		walk_cases(walk, index);
	use_memory(walk, index);
}

static bool has_switch(const struct code *code)
{
	for (size_t i = 0; i < code->count; i++)
		if (code->at[i].op == STEP_JUMP && !code->at[i].value)
			return true;
	return false;
}

void graph_walk_function(struct graph *graph, uint32_t node)
{
	const struct extent *extent = graph_extent(graph, node);
	struct code *code = &graph->code;
	uint32_t image = graph->nodes[node].image;

	graph_decode(graph, node, code);
	struct walk walk = {graph, graph->closure->image[image], extent, node, image, has_switch(code)};
	graph->nodes[node].lost = code->lost;
	graph->nodes[node].returns = code->lost || !code->count;
	for (size_t i = 0; i < code->count; i++) {
		graph->nodes[node].sites |= code->at[i].op == STEP_SYSCALL || code->at[i].op == STEP_FOREIGN;
		graph->nodes[node].returns |= code->at[i].op == STEP_RETURN || (code->at[i].op == STEP_JUMP && !code->at[i].value);
		walk_step(&walk, i);
	}
}
