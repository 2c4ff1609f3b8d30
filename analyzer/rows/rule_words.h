/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule_words: what a rule answers, in words.
 */
#ifndef ANALYZER_RULE_WORDS_H
#define ANALYZER_RULE_WORDS_H

#include "core/base/mem.h"
#include "core/policy/policy.h"

/* Whether the rows of a rule describe it: one answer, which lets calls pass, for everything they admit. */
bool rule_is_plain(const struct rule *rule);

/* "domain AF_UNIX, socktype SOCK_STREAM; or domain AF_INET"; nothing without rows. */
void rows_words(const struct row *rows, size_t count, struct text *out);

/* For a rule that does more than allow some arguments: "EPERM for domain AF_UNIX; else allow for ...". */
void rule_answers_words(const struct rule *rule, struct text *out);

#endif
