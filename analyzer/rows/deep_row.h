/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep_row: what calls were told behind pointers, as a row of a policy.
 *
 * A row says what the kernel took, not what the caller wrote: a field that a
 * short struct leaves out is 0, and a struct that the kernel refuses for its
 * tail asks for nothing.
 */
#ifndef ANALYZER_DEEP_ROW_H
#define ANALYZER_DEEP_ROW_H

#include "analyzer/rows/deep.h"
#include "core/policy/policy.h"

/* As deep_add(), but as the kernel takes it: `tail` is one that it did not refuse. */
void deep_take(struct deep *deep, const struct trace_call *call);

/* Conditions on what was told; none on what was not, or was too much to tell.
 * Exactly: the values as they were seen, and the sizes. Otherwise flags are
 * their union, and the size of a struct is its caller's own affair. */
struct row deep_row(struct arena *arena, const struct deep *deep, int id, bool exact);

#endif
