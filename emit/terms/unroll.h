/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unroll: rules for a range of numbers as rules for the calls in it, for those
 * who know calls by name, or one by one.
 */
#ifndef EMIT_UNROLL_H
#define EMIT_UNROLL_H

#include "core/policy/policy.h"

/* The policy with a rule of its own for each named call of a range that had
 * none. What is left to a range is numbers without a name. The caller frees the
 * list of rules; all else stays borrowed. */
struct policy unroll_copy(const struct policy *policy);

/* The least number from `nr` on that is left to a range on an arch; false
 * where there is none. */
bool unroll_next(const struct policy *policy, const struct rule *range, enum arch arch, uint64_t *nr);

#endif
