/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: a condition on one argument, in the form of a policy.
 */
#ifndef EMIT_SHAPE_H
#define EMIT_SHAPE_H

#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/proof/bdd.h"

enum { SHAPES_MOST = 1024 };

struct shape {                                /* an AND */
	struct condition *term;
	unsigned count;                       /* 0: always */
};

struct shaped {                               /* the argument that a condition tests */
	enum role role;                       /* its name: the role or the register */
	unsigned arg;
	uint64_t mask;                        /* its bits; the condition tests no other */
	bool flags;                           /* it holds flags, not numbers */
};

/* An OR of ANDs equivalent to `condition`; the arena owns terms. Returns their number, or -1 if
 * more than SHAPES_MOST. */
int shape_of(struct manager *manager, struct arena *arena, bdd condition, const struct shaped *shaped,
             struct shape out[SHAPES_MOST]);

/* The first of many shapes, to keep a few. */
struct shape *shapes_kept(struct arena *arena, const struct shape *shapes, int count);

/* The bits of an argument that a condition on it alone tests. */
uint64_t shape_support(struct manager *manager, bdd condition, unsigned arg);

#endif
