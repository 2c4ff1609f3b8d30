/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/gaps.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "core/base/path.h"

static const struct {
	const char *kind, *name;
} calls[] = {
#define GAP_CALL(kind, name) {kind, name},
#define GAP_IMAGE(kind, name, what)
#include "tracer/reach/gaps.def"
#undef GAP_CALL
#undef GAP_IMAGE
};

static const struct {
	const char *kind, *name, *what;
} images[] = {
#define GAP_CALL(kind, name)
#define GAP_IMAGE(kind, name, what) {kind, name, what},
#include "tracer/reach/gaps.def"
#undef GAP_CALL
#undef GAP_IMAGE
};

static const char *kind_of(const char *name)
{
	for (size_t i = 0; name && i < COUNT_OF(calls); i++)
		if (!strcmp(calls[i].name, name))
			return calls[i].kind;
	return NULL;
}

/* By any of its names: a function has aliases. */
static const char *gap_name(const struct graph *graph, uint32_t node)
{
	const struct extent *extent = graph_extent(graph, node);

	if (kind_of(extent->name))
		return extent->name;
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		uint64_t place;
		if (link_find_in(&graph->linked, graph->nodes[node].image, calls[i].name, &place) && place_at(place) == extent->from)
			return calls[i].name;
	}
	return NULL;
}

/* --- what the images call --- */

static void find_calls(struct answer *answer, const struct graph *graph, const bool *reached)
{
	AUTO_FREE const char **names = mem_alloc(graph->node_count * sizeof(*names));
	AUTO_FREE bool *looked = mem_alloc(graph->node_count);

	for (size_t i = 0; i < graph->edge_count; i++) {
		uint32_t from = graph->edges[i].from, to = graph->edges[i].to;
		const struct node *node = &graph->nodes[to];
		if (!from || !reached[from] || node->extent == EXTENT_NONE)
			continue;
		if (graph->closure->count > 1 && graph->nodes[from].image == node->image)
			continue;
		if (!looked[to])
			names[to] = gap_name(graph, to);
		looked[to] = true;
		if (names[to])
			answer_add_gap(answer, kind_of(names[to]), names[to]);
	}
}

static bool defines(const struct binary *binary, const char *name)
{
	for (size_t i = 0; i < binary->symbol_count; i++)
		if (binary->symbols[i].defined && !strcmp(binary->symbols[i].name, name))
			return true;
	return false;
}

static void find_interpreters(struct answer *answer, const struct closure *closure)
{
	for (size_t image = 0; image < closure->count; image++)
		for (size_t i = 0; i < COUNT_OF(images); i++)
			if (defines(closure->image[image], images[i].name))
				answer_add_gap(answer, images[i].kind, images[i].what);
}

/* --- libraries that code opens by itself --- */

static bool is_loaded(const struct closure *closure, const char *name)
{
	for (size_t i = 0; i < closure->count; i++) {
		const struct binary *image = closure->image[i];
		if (!strcmp(path_base(image->path), name) || (image->soname && !strcmp(image->soname, name)))
			return true;
	}
	return false;
}

static void find_libraries(struct answer *answer, const struct graph *graph, const bool *reached)
{
	for (size_t i = 0; i < graph->library_count; i++) {
		const struct library *library = &graph->libraries[i];
		size_t length = strlen(library->name);
		bool whole = !strchr(library->name, '%') && library->name[length - 1] != '.' && !strchr(library->name, '/');
		if (whole && reached[library->node] && !is_loaded(graph->closure, library->name))
			answer_add_gap(answer, "library", library->name);
	}
}

/* --- what was not read --- */

static void find_lost(struct answer *answer, const struct graph *graph)
{
	for (size_t image = 0; image < graph->closure->count; image++) {
		uint64_t lost = 0;
		for (size_t i = 0; i < graph->linked.extents[image].count; i++)
			lost += graph->nodes[graph->first[image] + i].lost;
		if (lost)
			answer_add_gap(answer, "code",
			               arena_format(&answer->arena, "%s: %lu bytes were not decoded", path_base(graph->closure->image[image]->path),
			                            (unsigned long)lost));
	}
	for (size_t i = 0; i < graph->closure->missing_count; i++)
		answer_add_gap(answer, "missing", graph->closure->missing[i]);
}

void gaps_find(struct answer *answer, const struct graph *graph, const bool *reached)
{
	find_calls(answer, graph, reached);
	find_libraries(answer, graph, reached);
	find_interpreters(answer, graph->closure);
	find_lost(answer, graph);
}

/* --- code that is made at run time --- */

static bool is_libc(const struct graph *graph, uint32_t node)
{
	uint64_t place;

	return link_find(&graph->linked, "__libc_start_main", NULL, &place) && graph->nodes[node].image == place_image(place);
}

void gaps_find_jit(struct answer *answer, struct number_search *search, uint32_t node, size_t step, const bool *reached)
{
	const struct graph *graph = search_graph(search);
	struct numbers numbers = {0};

	search_register(search, node, step, REG_RDX, &numbers);
	for (size_t i = 0; i < numbers.count; i++) {
		const struct value *value = &numbers.at[i];
		const struct extent *extent = graph_extent(graph, value->supplier);
		const char *image = path_base(graph->closure->image[graph->nodes[value->supplier].image]->path);
		bool exec = !value->frame && value->bits < 16 && value->bits & PROT_EXEC;
		if (exec && reached[value->supplier] && !is_libc(graph, value->supplier) && (int)graph->nodes[value->supplier].image != graph->closure->loader)
			answer_add_gap(answer, "new code", extent->name ? extent->name : arena_format(&answer->arena, "%s+0x%lx", image, (unsigned long)extent->from));
	}
	free(numbers.at);
}
