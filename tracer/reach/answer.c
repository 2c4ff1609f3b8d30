/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/answer.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"
#include "core/kernel/syscall.h"
#include "tracer/reach/gaps.h"
#include "tracer/reach/number.h"
#include "tracer/reach/paths.h"

enum { NUMBERS_END = 1024, PATH_MOST = 4096, STUB_MOST = 16 };

/* One number at one instruction, and who has it as a constant. */
struct found {
	uint32_t nr, node, supplier;
	uint64_t at;
};

struct answering {
	const struct graph *graph;
	struct answer *answer;
	struct number_search *search;
	struct paths paths[ROOT_KINDS];
	struct found *found;                  /* ascending by number */
	size_t found_count, found_room;
	struct {
		uint32_t node, where;
		uint64_t at;
		enum why_unknown why;
	} *unknown;
	size_t unknown_count, unknown_room;
	uint32_t *functions;                  /* by node: 1 + the index of its function */
	uint32_t first_call;                  /* the node of number 0 in `paths`, followed by the others */
};

/* --- numbers --- */

static void add_found(struct answering *making, uint32_t nr, uint32_t node, uint32_t supplier, uint64_t at)
{
	making->found = mem_grow(making->found, making->found_count, &making->found_room, sizeof(*making->found));
	making->found[making->found_count++] = (struct found){nr, node, supplier, at};
}

static void add_unknown(struct answering *making, uint32_t node, uint64_t at, const struct numbers *numbers)
{
	making->unknown = mem_grow(making->unknown, making->unknown_count, &making->unknown_room, sizeof(*making->unknown));
	making->unknown[making->unknown_count].node = node;
	making->unknown[making->unknown_count].at = at;
	making->unknown[making->unknown_count].where = numbers->where;
	making->unknown[making->unknown_count++].why = numbers->unknown;
}

/* Calls that the kernel goes on with after a stop, at the same instruction, by another number. */
static bool is_restarted(uint32_t nr)
{
	int id = syscall_by_nr(ARCH_X86_64, nr);

	return id == CALL_poll || id == CALL_nanosleep || id == CALL_futex || id == CALL_clock_nanosleep;
}

static bool sets_protection(uint32_t nr)
{
	int id = syscall_by_nr(ARCH_X86_64, nr);

	return id == CALL_mmap || id == CALL_mprotect || id == CALL_pkey_mprotect;
}

static void find_numbers_at(struct answering *making, uint32_t node, size_t step, uint64_t behind)
{
	struct numbers numbers = {0};

	search_numbers(making->search, node, step, &numbers);
	for (size_t i = 0; i < numbers.count; i++) {
		uint32_t nr = (uint32_t)numbers.at[i].bits;
		if (numbers.at[i].frame || nr >= NUMBERS_END)
			continue;                     /* the kernel refuses it */
		add_found(making, nr, node, numbers.at[i].supplier, behind);
		if (is_restarted(nr))
			add_found(making, (uint32_t)syscall_nr(CALL_restart_syscall, ARCH_X86_64), node, numbers.at[i].supplier, behind);
		if (sets_protection(nr) && numbers.count == 1)
			gaps_find_jit(making->answer, making->search, node, step, making->paths[ROOT_OWN].reached);
	}
	if (numbers.unknown)
		add_unknown(making, node, behind, &numbers);
	free(numbers.at);
}

static const char *function_text(struct answer *answer, const struct graph *graph, uint32_t node)
{
	const struct extent *extent = graph_extent(graph, node);
	const char *path = graph->closure->image[graph->nodes[node].image]->path, *slash = strrchr(path, '/');

	return extent->name ? extent->name
	                    : arena_format(&answer->arena, "%s+0x%lx", slash ? slash + 1 : path, (unsigned long)extent->from);
}

static void find_numbers(struct answering *making)
{
	const struct step *found;

	for (uint32_t node = 1; node < making->graph->node_count; node++) {
		size_t step = 0;
		if (!making->graph->nodes[node].sites)
			continue;
		while (search_next(making->search, node, &step, &found))
			if (found->op == STEP_FOREIGN)
				answer_add_gap(making->answer, "32-bit calls", function_text(making->answer, making->graph, node));
			else
				find_numbers_at(making, node, step - 1, found->at + found->length);
	}
}

static int by_number(const void *a, const void *b)
{
	const struct found *first = a, *second = b;

	if (first->nr != second->nr)
		return number_order(first->nr, second->nr);
	if (first->node != second->node)
		return number_order(first->node, second->node);
	return number_order(first->at, second->at);
}

/* --- functions and lists of them --- */

static uint32_t function_of(struct answering *making, uint32_t node)
{
	struct answer *answer = making->answer;
	const struct extent *extent = graph_extent(making->graph, node);

	if (!making->functions[node]) {
		answer->functions = mem_grow(answer->functions, answer->function_count, &answer->function_room, sizeof(*answer->functions));
		answer->functions[answer->function_count++] = (struct answer_function){
			making->graph->nodes[node].image, extent->from, arena_string(&answer->arena, extent->name),
		};
		making->functions[node] = (uint32_t)answer->function_count;
	}
	return making->functions[node] - 1;
}

/* An entry of a PLT says nothing to people. */
static bool is_shown(const struct graph *graph, uint32_t node)
{
	const struct extent *extent = node && node < graph->node_count ? graph_extent(graph, node) : NULL;

	return extent && (extent->name || extent->to - extent->from > STUB_MOST);
}

static void list_add(struct answering *making, struct answer_list *list, uint32_t node)
{
	list->at = mem_grow(list->at, list->count, &list->room, sizeof(*list->at));
	list->at[list->count++] = function_of(making, node);
}

static void list_reverse(struct answer_list *list)
{
	for (size_t i = 0; i < list->count / 2; i++) {
		uint32_t other = list->at[list->count - 1 - i];
		list->at[list->count - 1 - i] = list->at[i];
		list->at[i] = other;
	}
}

/* Follows parents or dominators from a node to the root. */
static void list_chain(struct answering *making, struct answer_list *list, const uint32_t *up, uint32_t node)
{
	for (unsigned i = 0; node != GRAPH_ROOT && i < PATH_MOST; i++, node = up[node])
		if (is_shown(making->graph, node))
			list_add(making, list, node);
	list_reverse(list);
}

/* --- calls --- */

static bool is_reached(const struct answering *making, const struct found *found, enum root_kind kind)
{
	return making->paths[kind].reached[found->node] && making->paths[kind].reached[found->supplier];
}

static enum root_kind kind_of(const struct answering *making, const struct found *found)
{
	return is_reached(making, found, ROOT_LIBC) ? ROOT_LIBC : is_reached(making, found, ROOT_OWN) ? ROOT_OWN : ROOT_LOADER;
}

static enum root_kind best_kind(const struct answering *making, size_t from, size_t to)
{
	enum root_kind best = ROOT_LOADER;

	for (size_t i = from; i < to; i++) {
		enum root_kind kind = kind_of(making, &making->found[i]);
		if (kind == ROOT_LIBC || best == ROOT_LOADER)
			best = kind;
	}
	return best;
}

/* Calls are nodes behind their suppliers. */
static void add_call_nodes(struct answering *making, enum root_kind kind)
{
	struct paths *paths = &making->paths[kind];

	for (size_t i = 0; i < making->found_count; i++) {
		const struct found *found = &making->found[i];
		if (paths->reached[found->node])
			paths_add_edge(paths, found->supplier, making->first_call + found->nr);
	}
}

static void add_path(struct answering *making, struct answer_call *call, size_t from, size_t to)
{
	const struct paths *paths = &making->paths[call->kind];
	uint32_t supplier = paths->parent[making->first_call + call->nr];

	list_chain(making, &call->path, paths->parent, supplier);
	list_chain(making, &call->through, paths->dominator, making->first_call + call->nr);
	for (size_t i = from; i < to; i++) {
		const struct found *found = &making->found[i];
		if (found->supplier != supplier || found->node == supplier || !paths->reached[found->node])
			continue;
		list_add(making, &call->path, found->node);
		return;
	}
}

static void add_calls(struct answering *making)
{
	struct answer *answer = making->answer;

	for (size_t from = 0, to; from < making->found_count; from = to) {
		for (to = from; to < making->found_count && making->found[to].nr == making->found[from].nr; to++)
			;
		answer->calls = mem_grow(answer->calls, answer->call_count, &answer->call_room, sizeof(*answer->calls));
		struct answer_call *call = &answer->calls[answer->call_count++];
		*call = (struct answer_call){.nr = making->found[from].nr, .kind = best_kind(making, from, to)};
		add_path(making, call, from, to);
	}
}

static int by_site(const void *a, const void *b)
{
	const struct answer_site *first = a, *second = b;

	if (first->image != second->image)
		return number_order(first->image, second->image);
	if (first->offset != second->offset)
		return number_order(first->offset, second->offset);
	return number_order(first->nr, second->nr);
}

static uint64_t offset_of(const struct answering *making, uint32_t node, uint64_t at)
{
	const struct elf_segment *segment = binary_segment(making->graph->closure->image[making->graph->nodes[node].image], at - 1);

	return segment ? at - segment->at + segment->offset : at;
}

static void add_sites(struct answering *making)
{
	struct answer *answer = making->answer;

	for (size_t i = 0; i < making->found_count; i++) {
		const struct found *found = &making->found[i];
		answer->sites = mem_grow(answer->sites, answer->site_count, &answer->site_room, sizeof(*answer->sites));
		answer->sites[answer->site_count++] = (struct answer_site){
			making->graph->nodes[found->node].image, offset_of(making, found->node, found->at), found->nr,
		};
	}
	if (answer->site_count)
		qsort(answer->sites, answer->site_count, sizeof(*answer->sites), by_site);
}

static void add_unknowns(struct answering *making)
{
	struct answer *answer = making->answer;

	for (size_t i = 0; i < making->unknown_count; i++) {
		uint32_t node = making->unknown[i].node, where = making->unknown[i].where;
		answer->unknowns = mem_grow(answer->unknowns, answer->unknown_count, &answer->unknown_room, sizeof(*answer->unknowns));
		struct answer_unknown *unknown = &answer->unknowns[answer->unknown_count++];
		*unknown = (struct answer_unknown){
			.image = making->graph->nodes[node].image, .offset = offset_of(making, node, making->unknown[i].at),
			.function = function_of(making, node), .where = function_of(making, where), .why = unknown_text(making->unknown[i].why),
		};
		enum root_kind kind = making->paths[ROOT_OWN].reached[node] ? ROOT_OWN : ROOT_LOADER;
		list_chain(making, &unknown->path, making->paths[kind].parent, node);
	}
}

static void add_images(struct answer *answer, const struct closure *closure)
{
	for (size_t i = 0; i < closure->count; i++) {
		answer->images = mem_grow(answer->images, answer->image_count, &answer->image_room, sizeof(*answer->images));
		answer->images[answer->image_count++] = (struct answer_image){
			arena_string(&answer->arena, closure->image[i]->path), arena_string(&answer->arena, closure->image[i]->build_id),
		};
	}
}

/* --- all of it --- */

/* Twice: the numbers depend on what is reached, and the nodes of calls on the numbers. */
static void find_paths(struct answering *making)
{
	static const unsigned kinds[ROOT_KINDS] = {
		[ROOT_LOADER] = 1u << ROOT_LOADER, [ROOT_LIBC] = 1u << ROOT_LIBC, [ROOT_OWN] = 1u << ROOT_OWN | 1u << ROOT_LIBC,
	};

	for (int kind = 0; kind < ROOT_KINDS; kind++) {
		paths_open(&making->paths[kind], making->graph);
		paths_find(&making->paths[kind], kinds[kind]);
	}
	find_numbers(making);
	for (int kind = 0; kind < ROOT_KINDS; kind++) {
		struct paths *paths = &making->paths[kind], bare = *paths;
		paths_open(paths, making->graph);
		making->first_call = paths->count;
		paths->count += NUMBERS_END;
		paths->reached = bare.reached;
		add_call_nodes(making, (enum root_kind)kind);
		paths->reached = NULL;
		paths_close(&bare);
		paths_find(paths, kinds[kind]);
		paths_find_dominators(paths);
	}
}

static bool knows_libc(const struct graph *graph)
{
	for (size_t i = 0; i < graph->root_count; i++)
		if (graph->roots[i].kind == ROOT_LIBC)
			return true;
	return false;
}

static void make(struct answering *making, const struct closure *closure)
{
	making->search = search_new(making->graph);
	making->functions = mem_alloc((making->graph->node_count + 1) * sizeof(*making->functions));
	add_images(making->answer, closure);
	find_paths(making);
	if (making->found_count)
		qsort(making->found, making->found_count, sizeof(*making->found), by_number);
	add_calls(making);
	add_sites(making);
	add_unknowns(making);
	gaps_find(making->answer, making->graph, making->paths[ROOT_OWN].reached);
	making->answer->libc_known = knows_libc(making->graph);
	for (int kind = 0; kind < ROOT_KINDS; kind++)
		paths_close(&making->paths[kind]);
	search_free(making->search);
	free(making->found);
	free(making->unknown);
	free(making->functions);
}

int answer_make(struct answer *answer, const struct closure *closure, struct progress *progress, struct err *err)
{
	struct graph graph;
	struct answering making = {.graph = &graph, .answer = answer};

	if (graph_build(&graph, closure, progress, err) < 0)
		return -1;
	make(&making, closure);
	graph_free(&graph);
	return 0;
}

void answer_add_gap(struct answer *answer, const char *kind, const char *what)
{
	for (size_t i = 0; i < answer->gap_count; i++)
		if (!strcmp(answer->gaps[i].kind, kind) && !strcmp(answer->gaps[i].what, what))
			return;
	answer->gaps = mem_grow(answer->gaps, answer->gap_count, &answer->gap_room, sizeof(*answer->gaps));
	answer->gaps[answer->gap_count++] = (struct answer_gap){
		arena_string(&answer->arena, kind), arena_string(&answer->arena, what),
	};
}

void answer_free(struct answer *answer)
{
	for (size_t i = 0; i < answer->call_count; i++) {
		free(answer->calls[i].path.at);
		free(answer->calls[i].through.at);
	}
	for (size_t i = 0; i < answer->unknown_count; i++)
		free(answer->unknowns[i].path.at);
	free(answer->images);
	free(answer->functions);
	free(answer->calls);
	free(answer->sites);
	free(answer->unknowns);
	free(answer->gaps);
	arena_free(&answer->arena);
	memset(answer, 0, sizeof(*answer));
}
