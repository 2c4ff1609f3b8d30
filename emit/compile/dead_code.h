/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dead_code: removes from a part of a filter what no call reaches.
 */
#ifndef EMIT_DEAD_CODE_H
#define EMIT_DEAD_CODE_H

#include "emit/compile/assemble.h"

/* Writes a part again, into `as`, without dead code: overlapping rows of a rule
 * repeat tests. The part is finished by an assembler and does not depend on the
 * accumulator. */
node dead_code_remove(struct assembler *as, const struct filter *piece, bool big_endian);

#endif
