/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift: the policy that a filter is, whoever made it.
 */
#ifndef EMIT_LIFT_H
#define EMIT_LIFT_H

#include "core/policy/policy.h"
#include "emit/proof/diagram.h"
#include "emit/filter/filter.h"

/* Fills a zeroed policy from a checked filter. A policy can say what a filter does with number and arguments;
 * what it cannot (a comparison of two arguments, the instruction pointer) becomes an entry of `inexact`, and
 * there the policy has the strictest answer. What else the author should know is added to `told`, a line each.
 * Fails where the filter is too intricate or names no arch that we know. */
int lift_policy(struct policy *policy, const struct filter *filter, struct text *notes, struct err *err);

/* Adds the rule that gives one call these answers, a function of its arguments
 * alone; none where the default does. What it takes is taken off *work, at first LIFT_STEPS (emit/lift_rows). */
void lift_rule(struct policy *policy, struct space *space, enum arch arch, uint32_t nr, diagram answers, size_t *work);

/* Rules that say the same of one call on several archs become one. */
void lift_join_archs(struct policy *policy);

#endif
