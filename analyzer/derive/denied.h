/* SPDX-License-Identifier: Apache-2.0 */
/*
 * denied: what the denial of a call breaks, and what it leaves possible through
 * other calls, one fact per line.
 */
#ifndef ANALYZER_DENIED_H
#define ANALYZER_DENIED_H

#include "analyzer/derive/draft.h"

/* Calls denied by option. */
void denied_report(struct draft *draft, struct text *notes);

/* Calls that the author's rules refuse. After derive_overlay(). */
void denied_report_rules(const struct policy *policy, const struct policy *author, struct text *notes);

#endif
