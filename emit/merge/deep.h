/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: the deep rows of several rules for one call as those of one.
 */
#ifndef EMIT_MERGE_DEEP_H
#define EMIT_MERGE_DEEP_H

#include "core/policy/policy.h"

/* What any admits: nothing is said where one of them says nothing. */
void merge_deep_or(struct arena *arena, struct rule *into, const struct rule *const *rules, size_t count);

/* What all admit: one that says nothing admits everything. */
void merge_deep_and(struct arena *arena, struct rule *into, const struct rule *const *rules, size_t count);

#endif
