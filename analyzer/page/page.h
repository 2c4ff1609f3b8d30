/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page: a recording, its policy and what changed as one HTML file, for the people
 * who review them.
 *
 * The file loads nothing. It is complete and readable without its script, which
 * only filters and sorts.
 */
#ifndef ANALYZER_PAGE_H
#define ANALYZER_PAGE_H

#include <stdbool.h>

#include "analyzer/check/check.h"
#include "analyzer/report/coverage.h"
#include "analyzer/report/danger.h"
#include "analyzer/review/review.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

struct page {
	const char *version;                  /* of seccord */
	const struct trace *trace;            /* of all files */
	const struct shard_coverage *coverage;
	const struct danger_report *danger;   /* of the trace */
	bool private_facts;                   /* print arguments of commands and home directories */

	const char *policy_name;              /* NULL: without a policy, and none of these is set */
	const struct policy *policy;          /* for a filter, the policy lifted from it */
	bool is_filter;
	check_suggest *suggest;               /* the change to the policy that allows a call */
	const struct trace *checked;          /* the trace that `check` is about */
	const struct check *check;            /* what the policy stops */

	const struct review *review;          /* how the trace differs from something older, or NULL */
};

/* Equal input gives equal bytes. */
void page_write(const struct page *page, struct text *out);

#endif
