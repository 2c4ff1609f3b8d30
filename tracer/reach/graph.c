/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/graph_parts.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

enum { OBJECTS_START = 1 << 12, WORDS_MOST = 1 << 17, LEAVES_MOST = 8 };

static const struct binary *image_of(const struct graph *graph, uint32_t image)
{
	return graph->closure->image[image];
}

/* --- nodes --- */

static uint32_t add_node(struct graph *graph, const struct node *node)
{
	graph->nodes = mem_grow(graph->nodes, graph->node_count, &graph->node_room, sizeof(*graph->nodes));
	graph->nodes[graph->node_count] = *node;
	return (uint32_t)graph->node_count++;
}

static void add_functions(struct graph *graph)
{
	graph->first = mem_alloc((graph->closure->count + 1) * sizeof(*graph->first));
	add_node(graph, &(struct node){.extent = EXTENT_NONE, .reached = true});
	for (uint32_t image = 0; image < graph->closure->count; image++) {
		graph->first[image] = (uint32_t)graph->node_count;
		for (size_t i = 0; i < graph->linked.extents[image].count; i++)
			add_node(graph, &(struct node){.image = image, .extent = (int)i});
	}
}

uint32_t graph_function(const struct graph *graph, uint64_t place)
{
	size_t image = place_image(place);
	int extent = image < graph->closure->count ? extent_find(&graph->linked.extents[image], place_at(place)) : EXTENT_NONE;

	return extent == EXTENT_NONE ? GRAPH_ROOT : graph->first[image] + (uint32_t)extent;
}

const struct extent *graph_extent(const struct graph *graph, uint32_t node)
{
	const struct node *at = &graph->nodes[node];

	return at->extent == EXTENT_NONE ? NULL : &graph->linked.extents[at->image].at[at->extent];
}

void graph_decode(const struct graph *graph, uint32_t node, struct code *code)
{
	decode(graph->decoder, image_of(graph, graph->nodes[node].image), graph_extent(graph, node), code);
}

/* --- objects --- */

static bool is_object_of(const void *owner, size_t entry, const void *key)
{
	const struct node *node = &((const struct graph *)owner)->nodes[entry];

	return place_of(node->image, node->from) == *(const uint64_t *)key;
}

static uint32_t object_node(struct graph *graph, uint64_t place)
{
	uint32_t image = (uint32_t)place_image(place);
	uint64_t from, to;

	data_object(&graph->data, image, place_at(place), &from, &to);
	const uint64_t key = place_of(image, from), hash = hash_mix(0, key);
	int64_t found = hash_find(&graph->objects, hash, is_object_of, graph, &key);
	if (found < 0) {
		found = add_node(graph, &(struct node){.image = image, .extent = EXTENT_NONE, .from = from, .to = to});
		hash_add(&graph->objects, hash, (size_t)found);
	}
	return (uint32_t)found;
}

static bool store_is_before(const void *element, const void *key)
{
	return ((const struct store *)element)->place < *(const uint64_t *)key;
}

size_t graph_store(const struct graph *graph, uint64_t place)
{
	return order_search(graph->stores, graph->store_count, sizeof(*graph->stores), store_is_before, &place);
}

static bool is_stored(const struct graph *graph, uint64_t place)
{
	size_t i = graph_store(graph, place);

	return i < graph->store_count && graph->stores[i].place == place;
}

/* Where objects have no symbols, one that was opened seems to hold the variables behind
 * it too; a variable that code stores to by its own address is taken to be apart. */
bool graph_is_open(const struct graph *graph, uint64_t place)
{
	bool apart = is_stored(graph, place);

	for (size_t i = graph->function_count; i < graph->node_count; i++) {
		const struct node *node = &graph->nodes[i];
		uint64_t at = place_at(place);
		if (node->image != place_image(place) || at < node->from || at >= node->to)
			continue;
		if (!apart || at == node->from)
			return true;
	}
	return false;
}

/* --- reaching --- */

void graph_reach(struct graph *graph, uint32_t from, uint32_t to)
{
	if (from == to)
		return;
	graph->edges = mem_grow(graph->edges, graph->edge_count, &graph->edge_room, sizeof(*graph->edges));
	graph->edges[graph->edge_count++] = (struct edge){from, to};
	if (graph->nodes[to].reached)
		return;
	graph->nodes[to].reached = true;
	graph->work = mem_grow(graph->work, graph->work_count, &graph->work_room, sizeof(*graph->work));
	graph->work[graph->work_count++] = to;
}

static void point(struct graph *graph, uint32_t from, uint32_t node, uint64_t place)
{
	if (graph_extent(graph, node)->from != place_at(place))
		return;
	graph->nodes[node].pointed = true;
	if (graph->nodes[node].pointers < UINT16_MAX && graph->nodes[from].extent != EXTENT_NONE)
		graph->nodes[node].pointers++;
	else
		graph->nodes[node].pointers = UINT16_MAX;
}

uint32_t graph_node(struct graph *graph, uint32_t from, uint64_t place)
{
	size_t image = place_image(place);
	const struct elf_segment *segment = image < graph->closure->count ? binary_segment(image_of(graph, (uint32_t)image), place_at(place)) : NULL;
	uint32_t node = segment && segment->exec ? graph_function(graph, place) : GRAPH_ROOT;

	if (!segment)
		return GRAPH_ROOT;
	if (node)
		point(graph, from, node, place);
	else if (!segment->exec || !graph->linked.extents[image].count)
		node = object_node(graph, place);
	if (node)
		graph_reach(graph, from, node);
	return node;
}

void graph_add_transfer(struct graph *graph, const struct transfer *transfer)
{
	uint32_t to = graph_function(graph, transfer->place);

	if (!to)
		return;
	graph->transfers = mem_grow(graph->transfers, graph->transfer_count, &graph->transfer_room, sizeof(*graph->transfers));
	graph->transfers[graph->transfer_count++] = *transfer;
	graph_reach(graph, transfer->from, to);
}

/* A program that does not move has pointers without relocations. */
static void walk_words(struct graph *graph, uint32_t node, uint64_t from, uint64_t to)
{
	uint32_t image = graph->nodes[node].image;
	uint64_t word;

	if (image_of(graph, image)->movable)
		return;
	for (uint64_t at = (from + 7) & ~(uint64_t)7, n = 0; at + 8 <= to && n < WORDS_MOST; at += 8, n++)
		if (binary_word(image_of(graph, image), at, 8, &word) && word && binary_segment(image_of(graph, image), word))
			graph_node(graph, node, place_of(image, word));
}

static void walk_object(struct graph *graph, uint32_t node)
{
	const struct slots *slots = &graph->linked.slots[graph->nodes[node].image];
	uint64_t from = graph->nodes[node].from, to = graph->nodes[node].to;

	for (size_t i = link_slot(&graph->linked, graph->nodes[node].image, from); i < slots->count && slots->at[i].at < to; i++)
		graph_node(graph, node, slots->at[i].place);
	walk_words(graph, node, from, to);
}

void graph_walk(struct graph *graph)
{
	while (graph->work_done < graph->work_count) {
		uint32_t node = graph->work[graph->work_done++];
		if (graph->nodes[node].extent == EXTENT_NONE)
			walk_object(graph, node);
		else
			graph_walk_function(graph, node);
		progress_add(graph->progress, graph->nodes[node].extent != EXTENT_NONE);
	}
}

bool graph_returns(const struct graph *graph, uint64_t place)
{
	uint32_t node = graph_function(graph, place);

	for (int depth = 0; node && depth < LEAVES_MOST; depth++) {
		if (graph->nodes[node].returns || !graph->nodes[node].reached)
			return true;
		if (!graph->nodes[node].leaves)
			return false;
		node = graph->nodes[node].leaves;
	}
	return true;
}

/* --- sorted --- */

static int by_place(const void *a, const void *b)
{
	const struct transfer *first = a, *second = b;

	if (first->place != second->place)
		return number_order(first->place, second->place);
	if (first->from != second->from)
		return number_order(first->from, second->from);
	return number_order(first->at, second->at);
}

static int by_stored_place(const void *a, const void *b)
{
	const struct store *first = a, *second = b;

	if (first->place != second->place)
		return number_order(first->place, second->place);
	return number_order(first->at, second->at);
}

static bool transfer_is_before(const void *element, const void *key)
{
	return ((const struct transfer *)element)->place < *(const uint64_t *)key;
}

const struct transfer *graph_transfers(const struct graph *graph, uint64_t place, size_t *count)
{
	size_t first = order_search(graph->transfers, graph->transfer_count, sizeof(*graph->transfers), transfer_is_before, &place);

	*count = 0;
	while (first + *count < graph->transfer_count && graph->transfers[first + *count].place == place)
		++*count;
	return *count ? graph->transfers + first : NULL;
}

int graph_build(struct graph *graph, const struct closure *closure, struct progress *progress, struct err *err)
{
	*graph = (struct graph){.closure = closure, .decoder = decoder_new(), .progress = progress};
	if (!graph->decoder)
		return err_set(err, "cannot load libcapstone with x86; install it");
	link_images(&graph->linked, closure);
	for (size_t i = 0; i < closure->count; i++)
		extents_split(&graph->linked.extents[i], closure->image[i], graph->decoder);
	data_open(&graph->data, &graph->linked);
	add_functions(graph);
	graph->function_count = graph->node_count;
	graph_add_roots(graph);
	graph_walk(graph);
	do
		graph_add_named(graph);
	while (graph_add_kept(graph));
	if (graph->transfer_count)
		qsort(graph->transfers, graph->transfer_count, sizeof(*graph->transfers), by_place);
	if (graph->store_count)
		qsort(graph->stores, graph->store_count, sizeof(*graph->stores), by_stored_place);
	return 0;
}

void graph_free(struct graph *graph)
{
	data_close(&graph->data);
	link_free(&graph->linked);
	decoder_free(graph->decoder);
	uses_free(&graph->uses);
	free(graph->code.at);
	free(graph->first);
	free(graph->nodes);
	hash_free(&graph->objects);
	free(graph->edges);
	free(graph->transfers);
	free(graph->stores);
	free(graph->computed);
	free(graph->roots);
	free(graph->named);
	free(graph->libraries);
	free(graph->work);
	memset(graph, 0, sizeof(*graph));
}
