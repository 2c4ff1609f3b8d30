/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope: adds the calls that runtimes make under the program's filter.
 */
#ifndef ANALYZER_ENVELOPE_H
#define ANALYZER_ENVELOPE_H

#include "analyzer/derive/draft.h"
#include "analyzer/rows/judge.h"

/* Fails on an unknown runtime; NULL is none. */
int envelope_check(const char *const *names, struct err *err);

void envelope_draft(struct draft *draft);

/* The same for an existing policy. Calls that the author's rules refuse stay refused and are reported, as are
 * rules with several answers, which stay unchanged. `judge` decides what its rules admit already. */
void envelope_add(struct policy *policy, const char *const *names, const struct judge *judge, struct text *notes);

/* Reports a runtime that refuses a profile with supervised calls unless it names the supervisor's socket. */
void envelope_report_listener(const struct policy *policy, const char *const *names, struct text *notes);

/* Reports each call of a runtime that the author denies, and versions read as another one. */
void envelope_report(struct draft *draft, struct text *notes);

#endif
