/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_junit: the findings of check as JUnit XML, which CI systems show.
 *
 * A program of the trace is a test case, which fails if one of its calls is or
 * may be stopped. A refusal that is planned is no failure.
 */
#ifndef ANALYZER_CHECK_JUNIT_H
#define ANALYZER_CHECK_JUNIT_H

#include "analyzer/check/check.h"

struct check_junit {
	const char *name;                     /* of the policy or filter: the name of the suite */
	const struct policy *policy;          /* for suggestions; NULL for a filter's bytes */
	check_suggest *suggest;
	const char *doubt;                    /* why a case without findings proves nothing, so that it is an error; or NULL */
};

/* One <testsuite>. `trace` still has its programs. Programs of one name are distinguished by build-id. */
void check_junit(const struct check *check, const struct trace *trace, const struct check_junit *how, struct text *out);

#endif
