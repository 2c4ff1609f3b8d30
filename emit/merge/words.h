/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: what rules say besides what they answer, where several become one.
 */
#ifndef EMIT_MERGE_WORDS_H
#define EMIT_MERGE_WORDS_H

#include "core/policy/policy.h"

/* Takes the reason, the names and the note of a further rule into one that has those of the first. The author's own
 * reason goes before all others; notes are kept word for word, a line each. */
void merge_words_add(struct arena *arena, struct rule *rule, const struct rule *more);

/* The same of a policy's note, and its entries of "inexact". */
void merge_words_of_policy(struct policy *policy, const struct policy *more);

/* Entries of "inexact" into one order. */
void merge_words_sort(struct policy *policy);

#endif
