/* SPDX-License-Identifier: Apache-2.0 */
#include "tracer/reach/paths.h"

#include <stdlib.h>
#include <string.h>

void paths_open(struct paths *paths, const struct graph *graph)
{
	*paths = (struct paths){.graph = graph, .count = (uint32_t)graph->node_count};
}

uint32_t paths_add_node(struct paths *paths)
{
	return paths->count++;
}

void paths_add_edge(struct paths *paths, uint32_t from, uint32_t to)
{
	paths->extra = mem_grow(paths->extra, paths->extra_count, &paths->extra_room, sizeof(*paths->extra));
	paths->extra[paths->extra_count++] = (struct edge){from, to};
}

/* --- successors --- */

/* Edges of the graph, then those that were added. The graph's root leads to all roots, so its edges are left out. */
static const struct edge *edge_at(const struct paths *paths, size_t i)
{
	return i < paths->graph->edge_count ? &paths->graph->edges[i] : &paths->extra[i - paths->graph->edge_count];
}

static bool is_root_edge(const struct paths *paths, size_t i)
{
	return i < paths->graph->edge_count && edge_at(paths, i)->from == GRAPH_ROOT;
}

static void index_edges(struct paths *paths)
{
	size_t count = paths->graph->edge_count + paths->extra_count;

	paths->first = mem_alloc((paths->count + 2) * sizeof(*paths->first));
	paths->next = mem_alloc((count + 1) * sizeof(*paths->next));
	for (size_t i = 0; i < count; i++)
		if (!is_root_edge(paths, i))
			paths->first[edge_at(paths, i)->from + 2]++;
	for (size_t i = 2; i < paths->count + 2; i++)
		paths->first[i] += paths->first[i - 1];
	for (size_t i = 0; i < count; i++)
		if (!is_root_edge(paths, i))
			paths->next[paths->first[edge_at(paths, i)->from + 1]++] = edge_at(paths, i)->to;
}

/* Go's functions that nothing leads to were kept by its linker; they belong to the program. */
static void add_roots(struct paths *paths, unsigned kinds)
{
	const struct graph *graph = paths->graph;

	for (size_t i = 0; i < graph->root_count; i++)
		if (kinds >> graph->roots[i].kind & 1)
			paths_add_edge(paths, GRAPH_ROOT, graph->roots[i].node);
	for (size_t i = 0; i < graph->edge_count && kinds >> ROOT_OWN & 1; i++)
		if (graph->edges[i].from == GRAPH_ROOT && graph->linked.extents[graph->nodes[graph->edges[i].to].image].go)
			paths_add_edge(paths, GRAPH_ROOT, graph->edges[i].to);
}

void paths_find(struct paths *paths, unsigned kinds)
{
	AUTO_FREE uint32_t *work = NULL;
	size_t count = 0;

	add_roots(paths, kinds);
	index_edges(paths);
	work = mem_alloc((paths->count + 1) * sizeof(*work));
	paths->parent = mem_alloc((paths->count + 1) * sizeof(*paths->parent));
	paths->reached = mem_alloc((paths->count + 1) * sizeof(*paths->reached));
	paths->reached[GRAPH_ROOT] = true;
	work[count++] = GRAPH_ROOT;
	for (size_t done = 0; done < count; done++)
		for (uint32_t i = paths->first[work[done]]; i < paths->first[work[done] + 1]; i++) {
			uint32_t to = paths->next[i];
			if (paths->reached[to])
				continue;
			paths->reached[to] = true;
			paths->parent[to] = work[done];
			work[count++] = to;
		}
}

/* --- dominators: Cooper, Harvey and Kennedy, "A simple, fast dominance algorithm" --- */

struct order {
	uint32_t *number;                     /* by node: its place in postorder, from 1 */
	uint32_t *at;                         /* nodes in postorder */
	uint32_t count;
};

static void number_nodes(const struct paths *paths, struct order *order)
{
	AUTO_FREE uint32_t *stack = mem_alloc((paths->count + 1) * sizeof(*stack));
	AUTO_FREE uint32_t *next = mem_alloc((paths->count + 1) * sizeof(*next));
	AUTO_FREE bool *seen = mem_alloc(paths->count + 1);
	size_t depth = 0;

	stack[depth++] = GRAPH_ROOT;
	seen[GRAPH_ROOT] = true;
	while (depth) {
		uint32_t node = stack[depth - 1], i = paths->first[node] + next[node]++;
		if (i >= paths->first[node + 1]) {
			order->at[order->count++] = node;
			order->number[node] = order->count;
			depth--;
		} else if (!seen[paths->next[i]]) {
			seen[paths->next[i]] = true;
			stack[depth++] = paths->next[i];
		}
	}
}

static uint32_t meet(const struct paths *paths, const struct order *order, uint32_t a, uint32_t b)
{
	while (a != b) {
		while (order->number[a] < order->number[b])
			a = paths->dominator[a];
		while (order->number[b] < order->number[a])
			b = paths->dominator[b];
	}
	return a;
}

/* Pushes what is known of `node` to its successors; true if anything changed. */
static bool push_on(struct paths *paths, const struct order *order, bool *known, uint32_t node)
{
	bool changed = false;

	for (uint32_t i = paths->first[node]; i < paths->first[node + 1]; i++) {
		uint32_t to = paths->next[i];
		if (to == GRAPH_ROOT)
			continue;
		uint32_t now = known[to] ? meet(paths, order, paths->dominator[to], node) : node;
		changed |= !known[to] || now != paths->dominator[to];
		known[to] = true;
		paths->dominator[to] = now;
	}
	return changed;
}

void paths_find_dominators(struct paths *paths)
{
	struct order order = {mem_alloc((paths->count + 1) * sizeof(uint32_t)), mem_alloc((paths->count + 1) * sizeof(uint32_t)), 0};
	AUTO_FREE bool *known = mem_alloc(paths->count + 1);
	bool changed = true;

	paths->dominator = mem_alloc((paths->count + 1) * sizeof(*paths->dominator));
	known[GRAPH_ROOT] = true;
	number_nodes(paths, &order);
	while (changed) {
		changed = false;
		for (uint32_t i = order.count; i-- > 0;)
			changed |= push_on(paths, &order, known, order.at[i]);
	}
	free(order.number);
	free(order.at);
}

void paths_close(struct paths *paths)
{
	free(paths->extra);
	free(paths->first);
	free(paths->next);
	free(paths->parent);
	free(paths->dominator);
	free(paths->reached);
	memset(paths, 0, sizeof(*paths));
}
