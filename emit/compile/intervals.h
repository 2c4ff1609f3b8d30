/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intervals: the 2^32 values of a word, split wherever the answer may change.
 */
#ifndef EMIT_INTERVALS_H
#define EMIT_INTERVALS_H

#include "emit/compile/decision_tree.h"

struct cuts {                                 /* the first word of each piece; zeroed: one piece */
	uint32_t *at;
	size_t count, room;
};

/* Both use the low 32 bits of `at`. After the last word comes 0, which always
 * starts a piece. */
void cuts_add(struct cuts *cuts, uint64_t at);
void cuts_add_word(struct cuts *cuts, uint64_t at);          /* a piece for this word alone */

/* The pieces in order, for decision_tree_node once their nodes are filled in. The
 * caller frees them; the cuts are consumed. */
struct segment *cuts_intervals(struct cuts *cuts, size_t *count);

#endif
