/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_deep: which recorded calls passed values by pointer that the deep rows of
 * their rule do not admit?
 *
 * No filter checks this. A call that the rule allows passes, unreviewed; a supervisor
 * refuses it; one that the rule refuses anyway is reported as well.
 */
#ifndef ANALYZER_CHECK_DEEP_H
#define ANALYZER_CHECK_DEEP_H

#include "analyzer/check/check.h"

/* Adds to check->outside. Every form in the trace is tried, as in check_trace(). */
void check_deep(struct check *check, const struct trace *trace, const struct policy *policy);

/* Whether a place has a value that its rule checks. */
bool check_deep_is_noted(const struct check_outside *outside, unsigned place);

/* One line: call, values passed by pointer, site, and the policy change. */
void check_deep_text(const struct check_outside *outside, const struct trace *trace, struct text *out);

#endif
