/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cover: conditions on one argument that hold where they must, and nowhere that they may not.
 */
#ifndef EMIT_COVER_H
#define EMIT_COVER_H

#include "emit/lift/shape.h"

struct names {                                /* of one argument: its role, if it has one, and last its register */
	struct shaped at[2];
	unsigned count;
};

struct wanted {                               /* conditions on the argument alone; `must` implies `may` */
	diagram must, may;
};

enum { COVER_TERMS = 60 };                    /* of a shape; a row has room for POLICY_CONDITIONS_MOST on an argument */

/* An OR of ANDs; the arena owns terms. How many, or -1 where it takes too many or too much work. */
int cover_of(struct space *space, struct arena *arena, const struct names *names, struct wanted wanted,
             struct shape out[SHAPES_MOST]);

/* The part of all values for which a condition holds, from 0 to 1. */
double cover_part(const struct space *space, diagram condition);

#endif
