/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What memory holds: a variable, its initial value and all that code stores
 * there; on the stack, what a query for that place finds.
 */
#include "tracer/reach/number_parts.h"

#include <elf.h>
#include <stdlib.h>

enum { STORE_WIDEST = 64, NULL_PAGE = 4096 };

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

static void search_store(struct number_search *search, const struct store *store, unsigned width, struct numbers *out)
{
	const struct flow *flow = search_flow(search, store->from);
	long index = code_find(&flow->code, store->at);
	const struct step *step = index < 0 ? NULL : &flow->code.at[index];

	if (!step || step->op != STEP_STORE || step->width < width)
		numbers_give_up(out, UNKNOWN_MEMORY, store->from);
	else if (step->from == REG_NONE)
		numbers_add_bits(out, width == 4 ? (uint32_t)step->value : step->value, store->from);
	else
		search_reg(search, store->from, (size_t)index, step->from, out);
}

static void search_stores(struct number_search *search, uint64_t place, unsigned width, struct numbers *out)
{
	const struct graph *graph = search->graph;

	for (size_t i = graph_store(graph, place - STORE_WIDEST); i < graph->store_count && graph->stores[i].place < place + width; i++) {
		const struct store *store = &graph->stores[i];
		if (store->place + store->width <= place)
			continue;
		if (store->place == place)
			search_store(search, store, width, out);
		else
			numbers_give_up(out, UNKNOWN_MEMORY, store->from);
	}
}

/* What the file has there: places for slots, else bytes. */
static void add_initial(struct number_search *search, uint64_t place, unsigned width, uint32_t node, struct numbers *out)
{
	const struct slots *slots = &search->graph->linked.slots[place_image(place)];
	size_t i = link_slot(&search->graph->linked, place_image(place), place_at(place)), before = i;
	uint64_t word;

	for (; i < slots->count && slots->at[i].at == place_at(place); i++)
		numbers_add_bits(out, slots->at[i].place, node);
	if (i == before && binary_word(search->graph->closure->image[place_image(place)], place_at(place), width, &word))
		numbers_add_bits(out, word, node);
}

/* A pointer is not looked for behind pointers: what a variable that code names by itself holds is what code stores there. */
void search_variable(struct number_search *search, uint64_t place, unsigned width, bool pointer, uint32_t node, struct numbers *out)
{
	const struct graph *graph = search->graph;
	size_t image = place_image(place);
	const struct elf_segment *segment = image < graph->closure->count ? binary_segment(graph->closure->image[image], place_at(place)) : NULL;

	search->steps += graph->objects.room / 64 + 1;
	if (!segment || width > 8) {
		numbers_give_up(out, UNKNOWN_MEMORY, node);
		return;
	}
	if (segment->write && !pointer && (graph_is_open(graph, place) || is_exported(graph->closure->image[image], place_at(place))))
		numbers_give_up(out, UNKNOWN_MEMORY, node);
	add_initial(search, place, width, node, out);
	if (segment->write)
		search_stores(search, place, width, out);
}

/* --- loads --- */

/* Memory at a known address: on the stack of this function or of a caller, or a variable. */
static void search_behind(struct number_search *search, const struct query *query, size_t step, const struct value *base, struct numbers *out)
{
	const struct step *load = &query->flow->code.at[step];
	uint64_t at = base->bits + load->memory;

	if (base->frame && (base->site || base->frame == query->node))
		search_stack(search, base->frame, base->site ? base->site - 1 : step, (int64_t)at, load->width, out);
	else if (!base->frame && at >= NULL_PAGE)
		search_variable(search, at, load->width, query->pointer, query->node, out);
	else if (base->frame)
		numbers_give_up(out, UNKNOWN_MEMORY, query->node);
}

void search_load(struct number_search *search, const struct query *query, size_t step, struct numbers *out)
{
	const struct step *load = &query->flow->code.at[step];
	int64_t offset = flow_offset(query->flow, step);
	struct numbers bases = {0};

	if (load->index != REG_NONE || load->base == REG_OPAQUE || load->width < 4) {
		numbers_give_up(out, UNKNOWN_MEMORY, query->node);
	} else if (offset != FLOW_UNKNOWN) {
		search_stack(search, query->node, step, offset, load->width, out);
	} else if (load->base == REG_NONE) {
		search_variable(search, place_of(search->graph->nodes[query->node].image, load->memory), load->width, query->pointer,
		                query->node, out);
	} else {
		search_pointer(search, query->node, step, load->base, &bases);
		if (bases.unknown)
			numbers_give_up(out, UNKNOWN_MEMORY, bases.where);
		for (size_t i = 0; i < bases.count; i++)
			search_behind(search, query, step, &bases.at[i], out);
		free(bases.at);
	}
}
