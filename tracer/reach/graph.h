/* SPDX-License-Identifier: Apache-2.0 */
/*
 * graph: which functions and objects a process can come to, and from where.
 *
 * A node is a function (an extent of an image) or an object of data. Walking
 * starts at the roots and decodes a function when it is first reached, so code
 * that nothing reaches costs nothing. Beside the edges the walk keeps what
 * finding numbers needs: every transfer of control to a place, every store to a
 * place, and which places pointers lead to.
 */
#ifndef TRACER_REACH_GRAPH_H
#define TRACER_REACH_GRAPH_H

#include "core/base/hash.h"
#include "core/base/progress.h"
#include "tracer/reach/data.h"
#include "tracer/reach/link.h"
#include "tracer/code/step.h"
#include "tracer/reach/uses.h"

enum { GRAPH_ROOT = 0 };                      /* the node that all roots follow */

enum root_kind { ROOT_LOADER, ROOT_LIBC, ROOT_OWN, ROOT_KINDS };

struct node {
	uint32_t image;
	int extent;                           /* EXTENT_NONE: an object */
	uint64_t from, to;                    /* of an object */
	bool reached, pointed;                /* pointed: its address is in a register or in data */
	bool sites;                           /* it has a system call of its own */
	bool returns;                         /* it has a return, or jumps to where is not known */
	uint16_t pointers;                    /* how often functions take its address */
	uint32_t leaves;                      /* the node that it jumps to at its end, if it is only one */
	uint64_t lost;                        /* bytes that were not decoded */
};

struct edge {
	uint32_t from, to;
};

struct transfer {
	uint64_t place;                       /* where control goes */
	uint64_t at;                          /* the step, in the image of `from` */
	uint32_t from;                        /* node */
	bool jump;                            /* no return address is pushed */
};

struct store {
	uint64_t place, at;
	uint32_t from;
	uint8_t width;
};

/* A call through a variable. */
struct computed {
	uint64_t place, at;                   /* of the variable; of the step */
	uint32_t from;
	bool jump;
};

struct graph_root {
	uint32_t node;
	enum root_kind kind;
};

/* A library that code names in a string. */
struct library {
	const char *name;
	uint32_t node;
};

struct graph {
	const struct closure *closure;
	struct linked linked;
	struct data data;
	struct decoder *decoder;
	struct uses uses;
	struct code code;                     /* of the function being walked */
	uint32_t *first;                      /* node of the first extent of each image */
	struct node *nodes;
	size_t node_count, node_room;
	size_t function_count;                /* nodes from here on are objects */
	struct hash_table objects;            /* their nodes, by place */
	struct edge *edges;
	size_t edge_count, edge_room;
	struct transfer *transfers;           /* ascending by place once walked */
	size_t transfer_count, transfer_room;
	struct store *stores;                 /* the same */
	size_t store_count, store_room;
	struct computed *computed;
	size_t computed_count, computed_room;
	struct graph_root *roots;
	size_t root_count, root_room;
	bool *named;                          /* by node: its strings were looked at as names for dlsym */
	size_t named_room;
	struct library *libraries;
	size_t library_count, library_room;
	uint32_t *work;
	size_t work_count, work_room, work_done;
	struct progress *progress;            /* counts functions; or NULL */
};

int graph_build(struct graph *graph, const struct closure *closure, struct progress *progress, struct err *err);
void graph_free(struct graph *graph);

/* The function at a place; GRAPH_ROOT: none. */
uint32_t graph_function(const struct graph *graph, uint64_t place);
const struct extent *graph_extent(const struct graph *graph, uint32_t node);     /* NULL: an object */
/* Decodes a function again. */
void graph_decode(const struct graph *graph, uint32_t node, struct code *code);
/* The transfers to a place: the first of *count. */
const struct transfer *graph_transfers(const struct graph *graph, uint64_t place, size_t *count);
/* The first store to a place or behind it. */
size_t graph_store(const struct graph *graph, uint64_t place);
/* Whether control can come back from a call to a place. */
bool graph_returns(const struct graph *graph, uint64_t place);
/* Whether an object that contains the place was opened as a whole. */
bool graph_is_open(const struct graph *graph, uint64_t place);

#endif
