/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meaning: policy_eval() for every system call at once.
 */
#ifndef EMIT_MEANING_H
#define EMIT_MEANING_H

#include "core/policy/policy.h"
#include "emit/proof/diagram.h"

/* The return value of the policy's verdict, as verdict_ret() gives it. */
diagram policy_diagram(struct space *space, const struct policy *policy);

/* The condition that a call is for this arch, distinguished as in arch_of_call(). */
diagram arch_diagram(struct space *space, enum arch arch);

/* The condition that a word of struct seccomp_data has this value. */
diagram data_is(struct space *space, unsigned data_word, uint32_t value);

/* The condition that an argument under the mask equals this, or is at least this. */
diagram argument_is(struct space *space, unsigned arg, uint64_t mask, uint64_t value);
diagram argument_at_least(struct space *space, unsigned arg, uint64_t mask, uint64_t value);

/* The condition that an argument under the mask is one of these values; a negation is ignored. */
diagram values_diagram(struct space *space, const struct values *values, unsigned arg, uint64_t mask);

/* The answers of a rule for its call on an arch. */
diagram rule_diagram(struct space *space, const struct rule *rule, enum arch arch, struct verdict otherwise);

#endif
