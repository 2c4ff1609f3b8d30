/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep_row: the values that calls passed by pointer, as a row of a policy.
 *
 * A row states what the kernel read, not what the caller wrote: a field that a
 * short struct omits is 0, and a struct that the kernel rejects for its tail
 * requests nothing.
 */
#ifndef ANALYZER_DEEP_ROW_H
#define ANALYZER_DEEP_ROW_H

#include "analyzer/rows/deep.h"
#include "core/policy/policy.h"

/* As deep_add(), but as the kernel reads it: `tail` is one that it accepted. */
void deep_take(struct deep *deep, const struct trace_call *call);

/* Conditions on the values passed; none if there are no values or too many.
 * If exact: the values and sizes as seen. Otherwise flags are their union, and
 * the size of a struct is not restricted. */
struct row deep_row(struct arena *arena, const struct deep *deep, int id, bool exact);

#endif
