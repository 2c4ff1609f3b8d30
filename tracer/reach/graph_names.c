/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions that no pointer leads to: those that are looked up by name, and
 * those of a Go program.
 */
#include <ctype.h>
#include <string.h>

#include "tracer/reach/graph_parts.h"

enum { NAME_MOST = 256, STUB_MOST = 16 };

static bool looks_up(const char *name)
{
	static const char *const names[] = {
		"dlsym", "dlvsym", "__libc_dlsym", "__libc_dlvsym", "_dl_sym", "_dl_vsym", "_dl_lookup_symbol_x", "g_module_symbol", "lt_dlsym",
	};

	for (size_t i = 0; name && i < COUNT_OF(names); i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

static bool is_stub(const struct graph *graph, uint32_t node)
{
	const struct extent *extent = graph_extent(graph, node);

	return extent && extent->to - extent->from <= STUB_MOST;
}

static const char *function_name(const struct graph *graph, uint64_t place)
{
	uint32_t node = graph_function(graph, place);
	const struct extent *extent = node ? graph_extent(graph, node) : NULL;

	return extent ? extent->name : NULL;
}

static const char *identifier_at(const struct binary *binary, uint64_t at)
{
	const char *string = at >> BINARY_ADDRESS_BITS || binary_is_code(binary, at) ? NULL : binary_string(binary, at);
	size_t length = 0;

	while (string && length < NAME_MOST && (isalnum((unsigned char)string[length]) || string[length] == '_'))
		length++;
	return string && length && length < NAME_MOST && !string[length] ? string : NULL;
}

static void name_functions(struct graph *graph, uint32_t node)
{
	const struct binary *binary = graph->closure->image[graph->nodes[node].image];
	uint64_t place;

	if (graph->named[node])
		return;
	graph->named[node] = true;
	graph_decode(graph, node, &graph->code);
	for (size_t i = 0; i < graph->code.count; i++) {
		const struct step *step = &graph->code.at[i];
		const char *name = step->op == STEP_SET ? identifier_at(binary, step->value) : NULL;
		if (name && link_find(&graph->linked, name, NULL, &place) && binary_is_code(graph->closure->image[place_image(place)], place_at(place)))
			graph_node(graph, node, place);
	}
}

static void name_callers(struct graph *graph, uint32_t node)
{
	if (!is_stub(graph, node)) {
		name_functions(graph, node);
		return;
	}
	for (size_t i = 0; i < graph->transfer_count; i++)
		if (graph_function(graph, graph->transfers[i].place) == node && graph->transfers[i].from != node)
			name_functions(graph, graph->transfers[i].from);
}

/* A string that is the name of an exported function, in a function that looks names up. */
void graph_add_named(struct graph *graph)
{
	size_t before;

	if (!graph->named) {
		graph->named_room = graph->node_count;
		graph->named = mem_alloc(graph->named_room * sizeof(*graph->named));
	}
	do {
		before = graph->transfer_count;
		for (size_t i = 0; i < graph->transfer_count; i++)
			if (looks_up(function_name(graph, graph->transfers[i].place)))
				name_callers(graph, graph->transfers[i].from);
		graph_walk(graph);
	} while (graph->transfer_count > before);
}

/* Go's linker keeps what it could not prove unused; reflection and interfaces reach methods by tables. */
bool graph_add_kept(struct graph *graph)
{
	size_t before = graph->work_count;

	for (uint32_t image = 0; image < graph->closure->count; image++)
		for (size_t i = 0; graph->linked.extents[image].go && i < graph->linked.extents[image].count; i++)
			if (graph->linked.extents[image].at[i].name && !graph->nodes[graph->first[image] + i].reached)
				graph_reach(graph, GRAPH_ROOT, graph->first[image] + (uint32_t)i);
	graph_walk(graph);
	return graph->work_count > before;
}
