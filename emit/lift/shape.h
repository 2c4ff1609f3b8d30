/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shape: a condition on one argument, in the words of a policy.
 */
#ifndef EMIT_SHAPE_H
#define EMIT_SHAPE_H

#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/proof/diagram.h"

enum { SHAPES_MOST = 1024 };

struct shape {                                /* an AND */
	struct condition *term;
	unsigned count;                       /* 0: always */
};

struct shaped {                               /* the argument that a condition looks at */
	enum role role;                       /* by which name: its role, or the register */
	unsigned arg;
	uint64_t mask;                        /* its bits; the condition asks for no other */
	bool flags;                           /* bits are what is meant, not numbers */
};

/* An OR of ANDs that holds just where `condition` does; the arena owns terms. How many, or -1 where
 * it takes more than SHAPES_MOST. */
int shape_of(struct space *space, struct arena *arena, diagram condition, const struct shaped *shaped,
             struct shape out[SHAPES_MOST]);

/* The first of many shapes, where a few are to be kept. */
struct shape *shapes_kept(struct arena *arena, const struct shape *shapes, int count);

/* The bits of an argument that a condition, which looks at no other argument, asks for. */
uint64_t shape_support(struct space *space, diagram condition, unsigned arg);

#endif
