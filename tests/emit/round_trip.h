/* SPDX-License-Identifier: Apache-2.0 */
/*
 * round_trip: from a filter to a policy, to its file and back; the result is
 * proved equal to the filter.
 */
#ifndef TESTS_EMIT_ROUND_TRIP_H
#define TESTS_EMIT_ROUND_TRIP_H

#include <stdio.h>
#include <string.h>

#include "emit/compile/compile.h"
#include "emit/lift/lift.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"

enum { ROUND_LONG_EVERY = 500, ROUND_LONG = 150 };

/* The random policy of a seed; some are long. */
static inline void round_policy_of(uint64_t seed, struct policy *policy)
{
	struct rng rng = { .state = seed, .whole = true };

	if (seed % ROUND_LONG_EVERY == 1)
		random_policy_of(&rng, policy, random_archs(&rng), ROUND_LONG);
	else
		random_policy(&rng, policy);
}

/* Whether the two are equal; otherwise `err` has a difference. */
static inline bool round_is_equal(const struct filter *filter, const struct policy *policy, struct err *err)
{
	AUTO_TEXT struct text call = { 0 };
	struct proof proof;

	if (prove(&proof, (struct side){ .filter = filter }, (struct side){ .policy = policy }, CLAIM_EQUAL, err))
		return false;
	if (proof.holds)
		return true;
	prove_call_text(&proof, &call);
	err_set(err, "the filter answers 0x%08x to %s, and its policy 0x%08x", proof.left, call.at, proof.right);
	return false;
}

/* `out` gets the text of the lifted policy; true if it is exactly the filter. */
static inline bool round_comes_back(const struct filter *filter, struct text *out, struct err *err)
{
	AUTO_TEXT struct text notes = { 0 };
	AUTO_POLICY struct policy lifted = { 0 }, read = { 0 };

	if (lift_policy(&lifted, filter, &notes, err))
		return false;
	policy_write(&lifted, out);
	if (lifted.inexact_count) {
		err_set(err, "inexact: %s: %s", lifted.inexact[0].call ? lifted.inexact[0].call : "any call",
		        lifted.inexact[0].reason);
		return false;
	}
	return round_is_equal(filter, &lifted, err) && !policy_read_bytes(&read, out->at, out->length, "lifted", err) &&
	       round_is_equal(filter, &read, err);
}

/* The same from a policy, which must first equal its filter. */
static inline bool round_policy_comes_back(const struct policy *policy, struct text *out, struct err *err)
{
	AUTO_FILTER struct filter filter = { 0 };

	return !filter_compile(&filter, policy, err) && !filter_check(&filter, err) && round_is_equal(&filter, policy, err) &&
	       round_comes_back(&filter, out, err);
}

#endif
