/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay: checks the claims of a proof on a few thousand calls.
 *
 * A proof is only as good as its program. So each side is run itself, a filter
 * by the interpreter and a policy by policy_eval(), for one call per path
 * through its diagram, within a bound.
 */
#ifndef EMIT_REPLAY_H
#define EMIT_REPLAY_H

#include "core/policy/policy.h"
#include "emit/proof/bdd.h"
#include "emit/filter/filter.h"

/* One side: a filter or a policy. */
struct side {
	const struct filter *filter;          /* checked */
	const struct policy *policy;
};

bool side_is_big_endian(const struct side *side);

/* A return value, by filter_effect(), for a call with words in little-endian layout. */
uint32_t side_answer(const struct side *side, const struct seccomp_data *call);

/* Fails, naming a call, if a side's answer differs from its diagram. *tried, if
 * not NULL, gets the number of calls. */
int replay(const struct manager *manager, const struct side sides[2], const bdd answers[2], size_t *tried,
           struct err *err);

#endif
