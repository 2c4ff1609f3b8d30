/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_deep: which recorded calls were told something behind a pointer that
 * the deep rows of their rule do not admit?
 *
 * No filter answers this. A call that the rule allows passes, and does what
 * nobody reviewed; one that it refuses anyway is told of for its own sake.
 */
#ifndef ANALYZER_CHECK_DEEP_H
#define ANALYZER_CHECK_DEEP_H

#include "analyzer/check/check.h"

/* Adds to check->outside. Every form that the trace holds is tried, as in check_trace(). */
void check_deep(struct check *check, const struct trace *trace, const struct policy *policy);

/* Whether a place has a value that its rule looks at. */
bool check_deep_is_noted(const struct check_deep *outside, unsigned place);

/* One line: call, what it was told, site, and what to write into the policy. */
void check_deep_text(const struct check_deep *outside, const struct trace *trace, struct text *out);

#endif
