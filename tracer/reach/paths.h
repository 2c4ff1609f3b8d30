/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paths: how nodes are reached from one kind of root: a shortest path to each,
 * and the node that all paths to it pass (its dominator).
 *
 * Things beside the graph (system calls) can be added as nodes of their own
 * before that is computed.
 */
#ifndef TRACER_REACH_PATHS_H
#define TRACER_REACH_PATHS_H

#include "tracer/reach/graph.h"

struct paths {
	const struct graph *graph;
	uint32_t count;                       /* nodes, with those that were added */
	struct edge *extra;
	size_t extra_count, extra_room;
	uint32_t *first, *next;               /* successors of node i: next[first[i]] … next[first[i + 1] - 1] */
	uint32_t *parent;                     /* on a shortest path; the root and what is not reached: GRAPH_ROOT */
	uint32_t *dominator;
	bool *reached;
};

void paths_open(struct paths *paths, const struct graph *graph);
uint32_t paths_add_node(struct paths *paths);
void paths_add_edge(struct paths *paths, uint32_t from, uint32_t to);

/* From the roots of these kinds (bits by enum root_kind). */
void paths_find(struct paths *paths, unsigned kinds);
/* After paths_find. */
void paths_find_dominators(struct paths *paths);
void paths_close(struct paths *paths);

#endif
