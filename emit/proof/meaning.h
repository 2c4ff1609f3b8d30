/* SPDX-License-Identifier: Apache-2.0 */
/*
 * meaning: policy_eval() for every system call at once.
 */
#ifndef EMIT_MEANING_H
#define EMIT_MEANING_H

#include "core/policy/policy.h"
#include "emit/proof/diagram.h"

/* The return value, as verdict_ret() has it, that the policy's verdict is. */
diagram policy_diagram(struct space *space, const struct policy *policy);

/* The condition that a call is one of this arch, as arch_of_call() tells them apart. */
diagram arch_diagram(struct space *space, enum arch arch);

/* The condition that a word of struct seccomp_data is this one. */
diagram data_is(struct space *space, unsigned data_word, uint32_t value);

/* The condition that an argument, of which only the bits of the mask count, is this, or this and more. */
diagram argument_is(struct space *space, unsigned arg, uint64_t mask, uint64_t value);
diagram argument_at_least(struct space *space, unsigned arg, uint64_t mask, uint64_t value);

/* The condition that an argument, of which only the bits of the mask count, is one of these values; a
 * negation is not looked at. */
diagram values_diagram(struct space *space, const struct values *values, unsigned arg, uint64_t mask);

/* What a rule answers to its call on an arch. */
diagram rule_diagram(struct space *space, const struct rule *rule, enum arch arch, struct verdict otherwise);

#endif
