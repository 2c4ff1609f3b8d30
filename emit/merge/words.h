/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: merges the reasons, names and notes of rules.
 */
#ifndef EMIT_MERGE_WORDS_H
#define EMIT_MERGE_WORDS_H

#include "core/policy/policy.h"

/* Adds the reason, names and note of another rule. The author's own reason wins over all others; every note is kept, each on
 * a line of its own. */
void merge_words_add(struct arena *arena, struct rule *rule, const struct rule *more);

/* The same for the note of a policy, and its "inexact" entries. */
void merge_words_of_policy(struct policy *policy, const struct policy *more);

/* Sorts the "inexact" entries. */
void merge_words_sort(struct policy *policy);

#endif
