/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope: what runtimes call under the program's filter.
 */
#ifndef ANALYZER_ENVELOPE_H
#define ANALYZER_ENVELOPE_H

#include "analyzer/derive/draft.h"
#include "analyzer/rows/judge.h"

/* Fails on a runtime that is not known; NULL is none. */
int envelope_check(const char *const *names, struct err *err);

void envelope_draft(struct draft *draft);

/* The same for a policy that is there already. What a rule of the author's refuses stays refused, and is told, as
 * is a rule with several answers, which is left as it is. `judge` says what its rules admit already. */
void envelope_add(struct policy *policy, const char *const *names, const struct judge *judge, struct text *notes);

/* A line for each call of a runtime that the author denies. */
void envelope_report(struct draft *draft, struct text *notes);

#endif
