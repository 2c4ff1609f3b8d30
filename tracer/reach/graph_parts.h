/* SPDX-License-Identifier: Apache-2.0 */
/*
 * graph_parts: what the files of graph share while they walk.
 */
#ifndef TRACER_REACH_GRAPH_PARTS_H
#define TRACER_REACH_GRAPH_PARTS_H

#include "tracer/reach/graph.h"

uint32_t graph_node(struct graph *graph, uint32_t from, uint64_t place);          /* reaches whatever is at a place */
void graph_reach(struct graph *graph, uint32_t from, uint32_t to);
void graph_add_transfer(struct graph *graph, const struct transfer *transfer);
void graph_walk_function(struct graph *graph, uint32_t node);                     /* graph_function.c */
void graph_add_roots(struct graph *graph);                                        /* graph_roots.c */
void graph_add_named(struct graph *graph);                                        /* graph_names.c */
bool graph_add_kept(struct graph *graph);
void graph_walk(struct graph *graph);

#endif
