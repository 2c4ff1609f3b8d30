/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cover: conditions on one argument that cover `must` and stay within `may`.
 */
#ifndef EMIT_COVER_H
#define EMIT_COVER_H

#include "emit/lift/shape.h"

struct argument_names {                       /* of one argument: its role, if any, and last its register */
	struct shaped at[2];
	unsigned count;
};

struct cover_bounds {                         /* conditions on the argument alone; `must` implies `may` */
	bdd must, may;
};

enum { COVER_TERMS = 60 };                    /* per shape; a row has room for POLICY_CONDITIONS_MOST per argument */

/* An OR of ANDs; the arena owns terms. Returns their number, or -1 if there are too many, or too
 * much work. */
int cover_of(struct manager *manager, struct arena *arena, const struct argument_names *names, struct cover_bounds wanted,
             struct shape out[SHAPES_MOST]);

/* The fraction of all values, from 0 to 1, that satisfy a condition. */
double cover_part(const struct manager *manager, bdd condition);

#endif
