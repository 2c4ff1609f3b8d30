/* SPDX-License-Identifier: Apache-2.0 */
/*
 * row: one row, an AND of conditions, in a canonical form.
 */
#ifndef EMIT_MERGE_ROW_H
#define EMIT_MERGE_ROW_H

#include "core/policy/policy.h"

/* The AND of two rows; conditions on one argument are joined if the result is one condition. False if no value of an
 * argument is left. `out` belongs to the arena. */
bool merge_row_and(struct arena *arena, const struct row *a, const struct row *b, struct row *out);

/* The negation of a condition. */
struct condition merge_condition_not(const struct condition *condition);

struct row merge_row_copy(struct arena *arena, const struct row *row);

/* Whether it is a set of values or, if `negated`, the negation of one. */
bool merge_is_set(const struct values *values, bool negated);

#endif
