/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decision_tree: code that maps each value of the accumulator to its target, with the
 * fewest instructions on average.
 */
#ifndef EMIT_DECISION_TREE_H
#define EMIT_DECISION_TREE_H

#include "emit/compile/assemble.h"

struct segment {                              /* the words from here up to the next segment's `from` */
	uint32_t from;
	node to;
	uint64_t weight;                      /* how often the word is among these */
};

/* Segments ascend and the first begins at 0. The array is consumed. */
node decision_tree_node(struct assembler *as, struct segment *segments, size_t count);

#endif
