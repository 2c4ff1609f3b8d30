/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift: the policy that a filter is, whoever made it.
 */
#ifndef EMIT_LIFT_H
#define EMIT_LIFT_H

#include "core/policy.h"
#include "emit/diagram.h"
#include "emit/filter.h"

/* Fills a zeroed policy from a checked filter. What a policy cannot say (a
 * pointer that is compared, bits that the kernel does not read) is told, a
 * line each; then and only then the policy is not the same as the filter.
 * Fails where the filter is too intricate or names no arch that we know. */
int lift_policy(struct policy *policy, const struct filter *filter, struct text *told, struct err *err);

/* Adds the rule that gives one call these answers, a function of its arguments
 * alone; none where the default does. What it cannot say is told, and then
 * strictest. */
void lift_rule(struct policy *policy, struct space *space, enum arch arch, uint32_t nr, diagram answers,
               struct text *told);

/* A zeroed row at the end of a rule whose rows were all added so, or NULL where it has too many. */
struct row *lift_add_row(struct arena *arena, struct rule *rule);

/* Rules that say the same of one call on several archs become one. */
void lift_join_archs(struct policy *policy);

#endif
