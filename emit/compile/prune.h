/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prune: removes from a part of a filter what no call reaches.
 */
#ifndef EMIT_PRUNE_H
#define EMIT_PRUNE_H

#include "emit/compile/assemble.h"

/* Writes a part again, into `as`, without dead code: overlapping rows of a rule
 * repeat tests. The part is finished by an assembler and does not depend on the
 * accumulator. */
node prune_node(struct assembler *as, const struct filter *piece, bool big_endian);

#endif
