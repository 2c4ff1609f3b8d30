/* SPDX-License-Identifier: Apache-2.0 */
/*
 * policy_bdd: policy_eval() for every system call at once.
 */
#ifndef EMIT_POLICY_BDD_H
#define EMIT_POLICY_BDD_H

#include "core/policy/policy.h"
#include "emit/proof/bdd.h"

/* The return value of the policy's verdict, as verdict_ret() gives it. */
bdd policy_bdd(struct manager *manager, const struct policy *policy);

/* The condition that a call is for this arch, distinguished as in arch_of_call(). */
bdd arch_bdd(struct manager *manager, enum arch arch);

/* The condition that a word of struct seccomp_data has this value. */
bdd data_is(struct manager *manager, unsigned data_word, uint32_t value);

/* The condition that an argument under the mask equals this, or is at least this. */
bdd argument_is(struct manager *manager, unsigned arg, uint64_t mask, uint64_t value);
bdd argument_at_least(struct manager *manager, unsigned arg, uint64_t mask, uint64_t value);

/* The condition that an argument under the mask is one of these values; a negation is ignored. */
bdd values_bdd(struct manager *manager, const struct values *values, unsigned arg, uint64_t mask);

/* The answers of a rule for its call on an arch. */
bdd rule_bdd(struct manager *manager, const struct rule *rule, enum arch arch, struct verdict otherwise);

#endif
