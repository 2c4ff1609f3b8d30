/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay: what a proof says of every call, tried on a few thousand of them.
 *
 * A proof is as good as the program that makes it. So each side is asked for
 * the answer itself, a filter by the machine and a policy by policy_eval(), for
 * one call of each way down its diagram, as far as a bound goes.
 */
#ifndef EMIT_REPLAY_H
#define EMIT_REPLAY_H

#include "core/policy/policy.h"
#include "emit/proof/diagram.h"
#include "emit/filter/filter.h"

/* What answers calls: one of the two. */
struct side {
	const struct filter *filter;          /* checked */
	const struct policy *policy;
};

bool side_is_big_endian(const struct side *side);

/* A return value, by filter_effect(), for a call whose words are in their places of a little-endian arch. */
uint32_t side_answer(const struct side *side, const struct seccomp_data *call);

/* Fails, with a call, where a side does not answer as its diagram says.
 * *tried, where not NULL, gets the number of calls. */
int replay(const struct space *space, const struct side sides[2], const diagram answers[2], size_t *tried,
           struct err *err);

#endif
