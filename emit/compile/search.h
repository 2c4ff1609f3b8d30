/* SPDX-License-Identifier: Apache-2.0 */
/*
 * search: where each value of the accumulator goes, with the fewest
 * instructions on average.
 */
#ifndef EMIT_SEARCH_H
#define EMIT_SEARCH_H

#include "emit/compile/assemble.h"

struct segment {                              /* the words from here up to the next one's `from` */
	uint32_t from;
	node to;
	uint64_t weight;                      /* how often the word is one of those */
};

/* Segments ascend and the first begins at 0. The array is used up. */
node search_node(struct assembler *as, struct segment *segments, size_t count);

#endif
