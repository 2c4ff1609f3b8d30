/* SPDX-License-Identifier: Apache-2.0 */
/*
 * comparisons: the rows of a rule as an OR of ANDs of (argument & mask) ==
 * value, which is what most other tools have.
 */
#ifndef EMIT_COMPARISONS_H
#define EMIT_COMPARISONS_H

#include "core/mem.h"
#include "core/policy.h"
#include "emit/dialect.h"

struct comparison {
	int arg;
	uint64_t mask, value;                 /* a mask is never 0, and has every bit of its value */
};

struct comparisons {                          /* an AND, in ascending order of role; none: whatever the arguments are */
	struct comparison at[SYSCALL_ARGS];
	size_t count;
};

struct alternatives {                         /* an OR; none: no call is admitted */
	struct comparisons *at;
	size_t count, room;
};
void alternatives_free(struct alternatives *alternatives);

int comparisons_order(const struct comparisons *a, const struct comparisons *b);

/* Adds what admits the rows of a rule. What cannot be said is left out and
 * told; then false. */
bool comparisons_add(struct alternatives *alternatives, const struct rule *rule, const struct dialect *dialect,
                     struct text *told);

#endif
