/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refusal: what refused calls mean: which rule or default of a policy refused
 * them, which code made them, why no recording has them, and what would allow
 * them.
 *
 * Facts are collected as JSON, and the text is made from that. What a record does
 * not show is not concluded: an answer that depends on unknown arguments is
 * reported as that.
 */
#ifndef ANALYZER_EXPLAIN_REFUSAL_H
#define ANALYZER_EXPLAIN_REFUSAL_H

#include <jansson.h>

#include "analyzer/check/check.h"
#include "core/trace/refusal.h"
#include "core/trace/trace.h"

struct explain_with {
	const struct policy *policy;          /* or NULL */
	const struct check_by *by;            /* of the policy, or of the filter that it was lifted from; or NULL */
	const struct trace *trace;            /* or NULL */
};

/* docs/schema/explain-refusals.schema.json describes it. A failed call that the policy does not answer with its
 * error, or without a policy one whose error is neither EPERM nor ENOSYS, is left out and counted as idle. What a
 * program itself reports is kept with EACCES too, and if the policy allows the call. */
json_t *explain_refusals_json(const struct refusals *refusals, const struct explain_with *with);
void explain_refusals_text(const json_t *facts, struct text *out);

/* Whether there is one, and each names its call. */
bool explain_refusals_is_whole(const json_t *facts);

#endif
