/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: merges the deep rows of several rules for one call.
 */
#ifndef EMIT_MERGE_DEEP_H
#define EMIT_MERGE_DEEP_H

#include "core/policy/policy.h"

/* The union; unrestricted if any input has no deep rows. */
void merge_deep_or(struct arena *arena, struct rule *into, const struct rule *const *rules, size_t count);

/* The intersection; an input without deep rows is unrestricted. */
void merge_deep_and(struct arena *arena, struct rule *into, const struct rule *const *rules, size_t count);

#endif
