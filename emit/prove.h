/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prove: whether two things that answer system calls answer every one alike.
 *
 * Complete over arch, number, arguments and instruction pointer: either they
 * are equal, or there is a call that they treat differently, and it is given.
 */
#ifndef EMIT_PROVE_H
#define EMIT_PROVE_H

#include "emit/diagram.h"
#include "emit/filter.h"

enum claim {
	CLAIM_EQUAL,                          /* the same answer to every call */
	CLAIM_SUBSET                          /* what the first lets through, the second does as well */
};

struct proof {
	bool holds;
	struct seccomp_data call;             /* where it does not: the least call that shows it */
	uint32_t left, right;                 /* and what the two return for it */
	size_t size;                          /* nodes that the proof needed */
};

/* Fails where a proof would need more memory than it may have. */
int prove_filter(struct proof *proof, const struct filter *filter, const struct policy *policy, enum claim claim,
                 struct err *err);
int prove_filters(struct proof *proof, const struct filter *left, const struct filter *right, bool big_endian,
                  enum claim claim, struct err *err);

/* Whether a call that gets this answer may be made: it is allowed or logged,
 * or somebody else is asked. */
bool effect_lets_through(uint32_t ret);

#endif
