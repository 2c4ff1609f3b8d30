/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a process begins: what the kernel starts, and what the loader calls
 * without any code naming it.
 */
#include <elf.h>
#include <string.h>

#include "tracer/reach/graph_parts.h"

/* Looked up by name by glibc's loader, and what start-up code calls. */
static const char *const libc_names[] = {
	"__libc_start_main", "__libc_early_init", "malloc", "calloc", "realloc", "free",
};

/* Looked up by name by musl's loader, in itself. */
static const char *const loader_names[] = {"__dls2b", "__dls3"};

static void add_root(struct graph *graph, uint64_t place, enum root_kind kind)
{
	uint32_t node = graph_function(graph, place);

	if (!node)
		return;
	graph->roots = mem_grow(graph->roots, graph->root_count, &graph->root_room, sizeof(*graph->roots));
	graph->roots[graph->root_count++] = (struct graph_root){node, kind};
	graph->nodes[node].pointed = true;
	graph->nodes[node].pointers = UINT16_MAX;
	graph_reach(graph, GRAPH_ROOT, node);
}

/* An array of functions: slots, or in a program that does not move plain words. */
static void add_array(struct graph *graph, size_t image, uint64_t at, uint64_t size, enum root_kind kind)
{
	const struct slots *slots = &graph->linked.slots[image];
	const struct binary *binary = graph->closure->image[image];
	uint64_t word;

	for (size_t i = link_slot(&graph->linked, image, at); i < slots->count && slots->at[i].at - at < size; i++)
		add_root(graph, slots->at[i].place, kind);
	for (uint64_t i = 0; !binary->movable && i < size && binary_word(binary, at + i, 8, &word); i += 8)
		add_root(graph, place_of(image, word & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1)), kind);
}

/* A static program has no table of them, only sections. */
static void add_sections(struct graph *graph, size_t image, enum root_kind kind)
{
	const struct binary *binary = graph->closure->image[image];

	for (size_t i = 0; i < binary->section_count; i++) {
		const struct elf_section *section = &binary->sections[i];
		if (!strcmp(section->name, ".init_array") || !strcmp(section->name, ".fini_array") || !strcmp(section->name, ".preinit_array") ||
		    !strncmp(section->name, "__libc_", 7))
			add_array(graph, image, section->at, section->size, kind);
		if (!strcmp(section->name, ".init") || !strcmp(section->name, ".fini"))
			add_root(graph, place_of(image, section->at), kind);
	}
}

static void add_resolvers(struct graph *graph, size_t image, enum root_kind kind)
{
	const struct binary *binary = graph->closure->image[image];

	for (size_t i = 0; i < binary->relocation_count; i++)
		if (binary->relocations[i].type == R_X86_64_IRELATIVE)
			add_root(graph, place_of(image, (uint64_t)binary->relocations[i].addend & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1)), kind);
}

/* What the program looks up in an image that it opened is not known: all that it exports. */
static void add_exports(struct graph *graph, size_t image)
{
	const struct binary *binary = graph->closure->image[image];

	for (size_t i = 0; i < binary->dynamic_count; i++) {
		const struct symbol *symbol = &binary->symbols[i];
		if (symbol->defined && (symbol->kind == STT_FUNC || symbol->kind == STT_GNU_IFUNC) && symbol->at >> BINARY_ADDRESS_BITS == 0)
			add_root(graph, place_of(image, symbol->at), ROOT_OWN);
	}
}

static void add_image(struct graph *graph, size_t image, enum root_kind kind)
{
	const struct binary *binary = graph->closure->image[image];

	for (size_t i = 0; i < 3; i++)
		add_array(graph, image, binary->arrays[i][0], binary->arrays[i][1], kind);
	if (binary->init >> BINARY_ADDRESS_BITS == 0)
		add_root(graph, place_of(image, binary->init), kind);
	if (binary->fini >> BINARY_ADDRESS_BITS == 0)
		add_root(graph, place_of(image, binary->fini), kind);
	if (!binary->dynamic_count)
		add_sections(graph, image, kind);
	add_resolvers(graph, image, kind);
	if (graph->closure->late[image])
		add_exports(graph, image);
}

static bool find_defined(const struct graph *graph, const char *name, uint64_t *place)
{
	const struct binary *program = graph->closure->image[0];

	if (link_find(&graph->linked, name, NULL, place))
		return true;
	for (size_t i = 0; i < program->symbol_count; i++)
		if (program->symbols[i].defined && !strcmp(program->symbols[i].name, name) && program->symbols[i].at >> BINARY_ADDRESS_BITS == 0) {
			*place = place_of(0, program->symbols[i].at);
			return true;
		}
	return false;
}

/* The image that starts every program of its libc; -1: not found, as in a stripped static program. */
static int libc_of(const struct graph *graph)
{
	uint64_t place;

	return find_defined(graph, "__libc_start_main", &place) && place_image(place) ? (int)place_image(place) : -1;
}

void graph_add_roots(struct graph *graph)
{
	int libc = libc_of(graph), loader = graph->closure->loader;
	uint64_t place;

	add_root(graph, place_of(0, graph->closure->image[0]->entry & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1)), ROOT_OWN);
	for (size_t i = 0; i < graph->closure->count; i++)
		add_image(graph, i, (int)i == loader ? ROOT_LOADER : (int)i == libc ? ROOT_LIBC : ROOT_OWN);
	for (size_t i = 0; i < COUNT_OF(libc_names); i++)
		if (find_defined(graph, libc_names[i], &place))
			add_root(graph, place, ROOT_LIBC);
	for (size_t i = 0; i < COUNT_OF(loader_names) && loader >= 0; i++)
		if (link_find_in(&graph->linked, (size_t)loader, loader_names[i], &place))
			add_root(graph, place, ROOT_LOADER);
	if (loader >= 0)
		add_root(graph, place_of((size_t)loader, graph->closure->image[loader]->entry & (((uint64_t)1 << BINARY_ADDRESS_BITS) - 1)), ROOT_LOADER);
}
