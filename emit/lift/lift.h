/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift: reconstructs a policy from any filter.
 */
#ifndef EMIT_LIFT_H
#define EMIT_LIFT_H

#include "core/policy/policy.h"
#include "emit/proof/bdd.h"
#include "emit/filter/filter.h"

/* Fills a zeroed policy from a checked filter. A policy can express decisions by number and arguments;
 * anything else (comparing two arguments, the instruction pointer) becomes an `inexact` entry with the
 * strictest answer. Other remarks for the author are added to `notes`, a line each. Fails if the filter is too
 * complex or tests no known arch. */
int lift_policy(struct policy *policy, const struct filter *filter, struct text *notes, struct err *err);

/* Adds the rule that gives one call these answers, a function of its arguments alone; none if the default does.
 * The cost is deducted from *work, which starts at LIFT_STEPS (emit/lift/lift_rows.h). */
void lift_rule(struct policy *policy, struct manager *manager, enum arch arch, uint32_t nr, bdd answers, size_t *work);

/* Merges equal rules for one call on several archs. */
void lift_join_archs(struct policy *policy);

#endif
