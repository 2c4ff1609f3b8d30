/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces: a space of 2^32 words, cut wherever the answer may change.
 */
#ifndef EMIT_PIECES_H
#define EMIT_PIECES_H

#include "emit/compile/search.h"

struct cuts {                                 /* the first word of each piece; a zeroed one is a whole space */
	uint32_t *at;
	size_t count, room;
};

/* Both take the low 32 bits of `at`. What lies behind the last word is the
 * piece at 0, which is there in any case. */
void cuts_add(struct cuts *cuts, uint64_t at);
void cuts_add_word(struct cuts *cuts, uint64_t at);          /* a piece for this word alone */

/* The pieces in order, for search_node once their nodes are filled in.
 * The caller frees them; the cuts are used up. */
struct segment *cuts_pieces(struct cuts *cuts, size_t *count);

#endif
