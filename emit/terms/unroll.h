/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unroll: expands a range of numbers into rules for its calls, for tools that
 * know calls only by name, or one by one.
 */
#ifndef EMIT_UNROLL_H
#define EMIT_UNROLL_H

#include "core/policy/policy.h"

/* The policy with an explicit rule for each named call that only a range
 * covers; ranges then cover only numbers without a name. The caller frees the
 * list of rules; everything else is borrowed. */
struct policy unroll_copy(const struct policy *policy);

/* The least number from `nr` on that only a range covers on an arch; false if
 * there is none. */
bool unroll_next(const struct policy *policy, const struct rule *range, enum arch arch, uint64_t *nr);

#endif
