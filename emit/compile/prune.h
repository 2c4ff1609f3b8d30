/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prune: a piece of a filter without what no call reaches.
 */
#ifndef EMIT_PRUNE_H
#define EMIT_PRUNE_H

#include "emit/compile/assemble.h"

/* Writes a piece once more, into `as`, and leaves out what is dead: rows of a
 * rule that overlap ask again what is settled. The piece is one that an
 * assembler has finished, and it does not care what the accumulator holds. */
node prune_node(struct assembler *as, const struct filter *piece, bool big_endian);

#endif
