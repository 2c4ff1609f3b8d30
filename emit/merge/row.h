/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row: one row: an AND of conditions, in one form.
 */
#ifndef EMIT_MERGE_ROW_H
#define EMIT_MERGE_ROW_H

#include "core/policy/policy.h"

/* Both at once, with conditions on one argument joined where that is one condition; false where no
 * value is left of an argument. `out` belongs to the arena. */
bool merge_row_and(struct arena *arena, const struct row *a, const struct row *b, struct row *out);

/* The contrary of one condition. */
struct condition merge_condition_not(const struct condition *condition);

struct row merge_row_copy(struct arena *arena, const struct row *row);

/* Whether it is a set of values, or the contrary of one. */
bool merge_is_set(const struct values *values, bool negated);

#endif
