/* SPDX-License-Identifier: Apache-2.0 */
/*
 * answers: what a merge makes of two answers to one call.
 */
#ifndef EMIT_MERGE_ANSWERS_H
#define EMIT_MERGE_ANSWERS_H

#include "emit/merge/number.h"

enum merge_way merge_way(const struct merge_options *how);

/* Whether nothing says which of two different answers is to stand. */
bool merge_is_undecided(const struct merge_options *how, struct verdict a, struct verdict b);

/* Whether neither lets the other's calls through: a tracer and a supervisor, or two numbers for a tracer. */
bool merge_is_apart(struct verdict a, struct verdict b);

/* How to refuse what a baseline does not let through. */
struct verdict merge_refusal(struct verdict general, struct verdict baseline);

/* Answers in the order of the inputs: a merge folds them by this. `context` is the first one's silence. */
merge_join *merge_join_of(const struct merge *m);

#endif
