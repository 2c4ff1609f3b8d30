/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/number.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { STORE_WIDEST = 64, CALLEES_DEEP = 3, DEPTH_MOST = 48, STEPS_MOST = 400 * 1000, NULL_PAGE = 4096 };

enum where { IN_REGISTER, ON_STACK };

struct place {
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
	struct place place;
	bool pointer;                         /* the value is the address of a load */
	unsigned changes;                     /* operations between this query and the outermost */
	uint8_t *seen;
	uint32_t *work;
	size_t work_count, work_room;
	const struct flow *flow;
	struct numbers *out;
};

struct search {
	const struct graph *graph;
	struct flow **flows;                  /* by node; NULL: not needed yet */
	struct query *inner;                  /* the running one */
	unsigned depth, changes;
	bool pointer;
	size_t steps;
};

struct search *search_new(const struct graph *graph)
{
	struct search *search = mem_alloc(sizeof(*search));

	search->graph = graph;
	search->flows = mem_alloc((graph->node_count + 1) * sizeof(*search->flows));
	return search;
}

void search_free(struct search *search)
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

const struct graph *search_graph(const struct search *search)
{
	return search->graph;
}

const struct flow *search_flow(struct search *search, uint32_t node)
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

static void give_up(struct numbers *out, enum why_unknown why, uint32_t node)
{
	if (out->unknown)
		return;
	out->unknown = why;
	out->where = node;
}

static void add_value(struct numbers *out, const struct value *value)
{
	for (size_t i = 0; i < out->count; i++) {
		const struct value *at = &out->at[i];
		if (at->bits == value->bits && at->frame == value->frame && at->site == value->site && at->supplier == value->supplier)
			return;
	}
	if (out->count == NUMBERS_MOST) {
		give_up(out, UNKNOWN_CAP, value->supplier);
		return;
	}
	out->at = mem_grow(out->at, out->count, &out->room, sizeof(*out->at));
	out->at[out->count++] = *value;
}

static void add_number(struct numbers *out, uint64_t bits, uint32_t supplier)
{
	add_value(out, &(struct value){.bits = bits, .supplier = supplier});
}

static void search_place(struct search *search, uint32_t node, size_t step, const struct place *place, struct numbers *out);

static void search_reg(struct search *search, uint32_t node, size_t step, unsigned reg, struct numbers *out)
{
	search_place(search, node, step, &(struct place){.where = IN_REGISTER, .reg = reg, .width = 8}, out);
}

static void search_pointer(struct search *search, uint32_t node, size_t step, unsigned reg, struct numbers *out)
{
	bool outer = search->pointer;

	search->pointer = true;
	search_reg(search, node, step, reg, out);
	search->pointer = outer;
}

/* --- variables --- */

static bool is_exported(const struct binary *binary, uint64_t at)
{
	for (size_t i = 0; i < binary->dynamic_count; i++) {
		const struct symbol *symbol = &binary->symbols[i];
		if (symbol->defined && symbol->kind == STT_OBJECT && at >= symbol->at && at - symbol->at < symbol->size)
			return true;
	}
	return false;
}

static void search_store(struct search *search, const struct store *store, unsigned width, struct numbers *out)
{
	const struct flow *flow = search_flow(search, store->from);
	long index = code_find(&flow->code, store->at);
	const struct step *step = index < 0 ? NULL : &flow->code.at[index];

	if (!step || step->op != STEP_STORE || step->width < width)
		give_up(out, UNKNOWN_MEMORY, store->from);
	else if (step->from == REG_NONE)
		add_number(out, width == 4 ? (uint32_t)step->value : step->value, store->from);
	else
		search_reg(search, store->from, (size_t)index, step->from, out);
}

static void search_stores(struct search *search, uint64_t place, unsigned width, struct numbers *out)
{
	const struct graph *graph = search->graph;

	for (size_t i = graph_store(graph, place - STORE_WIDEST); i < graph->store_count && graph->stores[i].place < place + width; i++) {
		const struct store *store = &graph->stores[i];
		if (store->place + store->width <= place)
			continue;
		if (store->place == place)
			search_store(search, store, width, out);
		else
			give_up(out, UNKNOWN_MEMORY, store->from);
	}
}

/* What the file has there: places for slots, else bytes. */
static void add_initial(struct search *search, uint64_t place, unsigned width, uint32_t node, struct numbers *out)
{
	const struct slots *slots = &search->graph->linked.slots[place_image(place)];
	size_t i = link_slot(&search->graph->linked, place_image(place), place_at(place)), before = i;
	uint64_t word;

	for (; i < slots->count && slots->at[i].at == place_at(place); i++)
		add_number(out, slots->at[i].place, node);
	if (i == before && binary_word(search->graph->closure->image[place_image(place)], place_at(place), width, &word))
		add_number(out, word, node);
}

/* A pointer is not looked for behind pointers: what a variable that code names by itself holds is what code stores there. */
static void search_variable(struct search *search, uint64_t place, unsigned width, bool pointer, uint32_t node, struct numbers *out)
{
	const struct graph *graph = search->graph;
	size_t image = place_image(place);
	const struct elf_segment *segment = image < graph->closure->count ? binary_segment(graph->closure->image[image], place_at(place)) : NULL;

	search->steps += graph->objects.room / 64 + 1;
	if (!segment || width > 8) {
		give_up(out, UNKNOWN_MEMORY, node);
		return;
	}
	if (segment->write && !pointer && (graph_is_open(graph, place) || is_exported(graph->closure->image[image], place_at(place))))
		give_up(out, UNKNOWN_MEMORY, node);
	add_initial(search, place, width, node, out);
	if (segment->write)
		search_stores(search, place, width, out);
}

/* --- loads --- */

static void search_stack(struct search *search, uint32_t node, size_t step, int64_t offset, unsigned width, struct numbers *out)
{
	search_place(search, node, step, &(struct place){.where = ON_STACK, .offset = offset, .width = width}, out);
}

/* Memory at a known address: on the stack of this function or of a caller, or a variable. */
static void search_behind(struct search *search, const struct query *query, size_t step, const struct value *base, struct numbers *out)
{
	const struct step *load = &query->flow->code.at[step];
	uint64_t at = base->bits + load->memory;

	if (base->frame && (base->site || base->frame == query->node))
		search_stack(search, base->frame, base->site ? base->site - 1 : step, (int64_t)at, load->width, out);
	else if (!base->frame && at >= NULL_PAGE)
		search_variable(search, at, load->width, query->pointer, query->node, out);
	else if (base->frame)
		give_up(out, UNKNOWN_MEMORY, query->node);
}

static void search_load(struct search *search, const struct query *query, size_t step, struct numbers *out)
{
	const struct step *load = &query->flow->code.at[step];
	int64_t offset = flow_offset(query->flow, step);
	struct numbers bases = {0};

	if (load->index != REG_NONE || load->base == REG_OPAQUE || load->width < 4) {
		give_up(out, UNKNOWN_MEMORY, query->node);
	} else if (offset != FLOW_UNKNOWN) {
		search_stack(search, query->node, step, offset, load->width, out);
	} else if (load->base == REG_NONE) {
		search_variable(search, place_of(search->graph->nodes[query->node].image, load->memory), load->width, query->pointer,
		                query->node, out);
	} else {
		search_pointer(search, query->node, step, load->base, &bases);
		if (bases.unknown)
			give_up(out, UNKNOWN_MEMORY, bases.where);
		for (size_t i = 0; i < bases.count; i++)
			search_behind(search, query, step, &bases.at[i], out);
		free(bases.at);
	}
}

/* --- a definition --- */

static void add_constant(struct search *search, const struct query *query, const struct step *step)
{
	uint64_t bits = step->is_address ? place_of(search->graph->nodes[query->node].image, step->value) : step->value;

	add_number(query->out, bits, query->node);
}

static uint64_t operated(const struct step *step, uint64_t bits)
{
	uint64_t low = step->width == 1 ? 0xff : 0xffff;
	uint64_t result = step->op == STEP_AND ? bits & step->value : step->op == STEP_LOW ? (bits & ~low) | step->value : bits + step->value;

	return step->width == 4 ? (uint32_t)result : result;
}

/* to = from + value, or & value */
static void search_operation(struct search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];
	bool stack = step->from == REG_RSP || (step->from == REG_RBP && query->flow->frame[index] != FLOW_UNKNOWN);
	int64_t at = step->from == REG_RSP ? query->flow->stack[index] : query->flow->frame[index];
	struct numbers from = {0};

	if (stack && step->op == STEP_ADD && at != FLOW_UNKNOWN) {
		add_value(query->out, &(struct value){.bits = (uint64_t)at + step->value, .frame = query->node, .supplier = query->node});
		return;
	}
	search->changes += step->op == STEP_ADD && step->value;
	search_reg(search, query->node, index, step->from, &from);
	search->changes -= step->op == STEP_ADD && step->value;
	for (size_t i = 0; i < from.count; i++) {
		if (from.at[i].frame && step->op != STEP_ADD)
			give_up(query->out, UNKNOWN_COMPUTED, query->node);
		from.at[i].bits = from.at[i].frame ? from.at[i].bits + step->value : operated(step, from.at[i].bits);
		add_value(query->out, &from.at[i]);
	}
	if (from.unknown)
		give_up(query->out, from.unknown, from.where);
	free(from.at);
}

/* What step `index` puts into the register. */
static void define_register(struct search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];
	int64_t stack = query->flow->stack[index];

	if (step->to != query->place.reg)
		give_up(query->out, UNKNOWN_COMPUTED, query->node);
	else if (step->op == STEP_SET)
		add_constant(search, query, step);
	else if ((step->op == STEP_ADD || step->op == STEP_AND || step->op == STEP_LOW) && step->from < REG_NONE)
		search_operation(search, query, index);
	else if (step->op == STEP_LOAD)
		search_load(search, query, index, query->out);
	else if (step->op == STEP_POP && stack != FLOW_UNKNOWN)
		search_stack(search, query->node, index, stack, 8, query->out);
	else
		give_up(query->out, UNKNOWN_COMPUTED, query->node);
}

static void define_stack(struct search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];

	if (step->from == REG_NONE && (step->op == STEP_STORE || step->op == STEP_PUSH))
		add_number(query->out, query->place.width == 4 ? (uint32_t)step->value : step->value, query->node);
	else if (step->from < REG_NONE && (step->op == STEP_STORE || step->op == STEP_PUSH))
		search_reg(search, query->node, index, step->from, query->out);
	else
		give_up(query->out, UNKNOWN_MEMORY, query->node);
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
static void cross(struct search *search, struct query *query, size_t step, const struct transfer *transfer)
{
	const struct flow *from = search_flow(search, transfer->from);
	long index = code_find(&from->code, transfer->at);
	struct place place = query->place;
	struct numbers found = {0};

	if (index < 0 || (place.where == ON_STACK && (from->stack[index] == FLOW_UNKNOWN || query->flow->stack[step] == FLOW_UNKNOWN))) {
		give_up(query->out, UNKNOWN_FLOW, transfer->from);
		return;
	}
	if (place.where == ON_STACK)
		place.offset += from->stack[index] - query->flow->stack[step] - (transfer->jump ? 0 : 8);
	search_place(search, transfer->from, (size_t)index, &place, &found);
	for (size_t i = 0; i < found.count; i++) {
		if (found.at[i].frame == transfer->from && !found.at[i].site)
			found.at[i].site = (uint32_t)index + 1;
		add_value(query->out, &found.at[i]);
	}
	if (found.unknown)
		give_up(query->out, found.unknown, found.where);
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
	add_number(query->out, test->value, query->node);
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
static bool cross_variables(struct search *search, struct query *query)
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
static void go_back(struct search *search, struct query *query, size_t step)
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
		give_up(query->out, UNKNOWN_CALLER, query->node);
	else if (step && !count && !any)
		give_up(query->out, UNKNOWN_FLOW, query->node);
}

/* --- what calls keep --- */

/* The registers that a function may change, looked at with the functions that it calls. A
 * compiler that sees a callee may keep values in registers that a call otherwise loses. */
static uint32_t clobbers_of(struct search *search, uint32_t node, unsigned depth)
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

static bool call_keeps(struct search *search, const struct query *query, const struct step *step)
{
	uint64_t place = place_of(search->graph->nodes[query->node].image, step->value);

	if (step->op != STEP_CALL || !step->value || query->place.reg == REG_RAX)
		return false;
	return !(clobbers_of(search, graph_function(search->graph, place), 0) & REG_BIT(query->place.reg));
}

/* Whether the step ends the search for a register. */
static bool ends_register(struct search *search, const struct query *query, size_t index)
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

static bool ends_stack(struct search *search, const struct query *query, size_t index)
{
	const struct step *step = &query->flow->code.at[index];
	const struct place *place = &query->place;
	int64_t at;
	unsigned width;

	if (step->op == STEP_CALL || (written(query, index, &at, &width) && at == FLOW_UNKNOWN)) {
		if (!flow_escapes(query->flow, place->offset))
			return false;
		give_up(query->out, UNKNOWN_MEMORY, query->node);
		return true;
	}
	if (!written(query, index, &at, &width) || at + width <= place->offset || at >= place->offset + place->width)
		return false;
	if (at == place->offset && width >= place->width)
		define_stack(search, query, index);
	else
		give_up(query->out, UNKNOWN_MEMORY, query->node);
	return true;
}

static void run(struct search *search, struct query *query)
{
	go_back(search, query, query->step);
	while (query->work_count) {
		size_t step = query->work[--query->work_count];
		bool ends = query->place.where == IN_REGISTER ? ends_register(search, query, step) : ends_stack(search, query, step);
		if (++search->steps > STEPS_MOST) {
			give_up(query->out, UNKNOWN_CAP, query->node);
			return;
		}
		if (!ends)
			go_back(search, query, step);
	}
}

static bool same_place(const struct place *a, const struct place *b)
{
	return a->where == b->where && (a->where == IN_REGISTER ? a->reg == b->reg : a->offset == b->offset && a->width == b->width);
}

/* A value that depends on itself: nothing new by copies, anything by arithmetic. */
static bool is_running(const struct search *search, uint32_t node, size_t step, const struct place *place, struct numbers *out)
{
	for (const struct query *query = search->inner; query; query = query->outer) {
		if (query->node != node || query->step != step || !same_place(&query->place, place))
			continue;
		if (query->changes != search->changes)
			give_up(out, UNKNOWN_COMPUTED, node);
		return true;
	}
	return false;
}

static void search_place(struct search *search, uint32_t node, size_t step, const struct place *place, struct numbers *out)
{
	struct query query = {
		.outer = search->inner, .node = node, .step = step, .place = *place, .changes = search->changes, .pointer = search->pointer,
		.flow = search_flow(search, node), .out = out,
	};

	if (search->depth >= DEPTH_MOST || search->steps > STEPS_MOST)
		give_up(out, UNKNOWN_CAP, node);
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

bool search_next(struct search *search, uint32_t node, size_t *step, const struct step **found)
{
	const struct flow *flow = search_flow(search, node);

	for (; *step < flow->code.count; ++*step)
		if (flow->code.at[*step].op == STEP_SYSCALL || flow->code.at[*step].op == STEP_FOREIGN) {
			*found = &flow->code.at[(*step)++];
			return true;
		}
	return false;
}

void search_register(struct search *search, uint32_t node, size_t step, unsigned reg, struct numbers *numbers)
{
	search->steps = 0;
	search_reg(search, node, step, reg, numbers);
}

void search_numbers(struct search *search, uint32_t node, size_t step, struct numbers *numbers)
{
	search_register(search, node, step, REG_RAX, numbers);
}
