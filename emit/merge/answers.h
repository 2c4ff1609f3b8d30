/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answers: combines two answers to one call.
 */
#ifndef EMIT_MERGE_ANSWERS_H
#define EMIT_MERGE_ANSWERS_H

#include "emit/merge/number.h"

enum merge_way merge_way(const struct merge_options *how);

/* Whether two answers differ and no option decides between them. */
bool merge_is_undecided(const struct merge_options *how, struct verdict a, struct verdict b);

/* Whether neither answer is within the other: a tracer and a supervisor, or two numbers for a tracer. */
bool merge_is_apart(struct verdict a, struct verdict b);

/* The answer to calls that the baseline does not allow: `general`, or if that may allow them, `baseline` or ENOSYS. */
struct verdict merge_refusal(struct verdict general, struct verdict baseline);

/* The function that folds the answers of the inputs, in their order. Its `context` is the default answer of the first. */
merge_join *merge_join_of(const struct merge *m);

#endif
