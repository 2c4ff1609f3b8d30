/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: which recorded calls would a policy, or a filter's bytes, stop?
 *
 * What decides is given by the caller, so that a policy and the bytes made from
 * it are held to the same trace by the same code.
 *
 * Of a call whose arguments are known together, each such tuple is judged. Of
 * one where only the values of each argument are known, a value is stopped if
 * it is whatever came with it; a combination that may never have been made, and
 * an answer that hangs on something that the trace does not have (descriptors,
 * pointers, the upper half of a register), "may be stopped".
 */
#ifndef ANALYZER_CHECK_H
#define ANALYZER_CHECK_H

#include <linux/seccomp.h>
#include <stddef.h>

#include "core/values/box.h"
#include "core/policy/deep.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* What decides: the answer to one call, and every answer that calls of a box
 * get, each told once with a call that gets it. */
typedef struct verdict check_decide(const void *context, const struct seccomp_data *data);
typedef void check_report(void *to, struct verdict verdict, const struct seccomp_data *example);
typedef void check_answers(const void *context, const struct box *box, check_report *report, void *to);
struct check_by {
	check_decide *decide;
	check_answers *answers;
	const void *context;
};

enum doubt {
	DOUBT_NONE,                           /* the call was made, and is stopped */
	DOUBT_TOGETHER,                       /* … if these values occur together */
	DOUBT_UNSEEN                          /* … for some values of what is not in the trace */
};

struct check_finding {
	const struct trace_call *call;        /* belongs to the trace */
	struct verdict verdict;               /* the strictest answer that one of its forms gets */
	struct seccomp_data data;             /* that form */
	enum doubt doubt;
	bool planned;                         /* ENOSYS to a call whose callers fall back (core/libc/fallbacks.def),
	                                         whose substitute the same decision allows */
};

struct check_deep {                           /* a call that is outside the deep rows of its rule */
	const struct trace_call *call;
	const struct rule *rule;              /* belongs to the policy */
	struct deep_noted form;                /* that no row admits */
};

struct check {
	struct check_finding *findings;       /* in the order of the trace's calls */
	size_t count, room;
	size_t stopped;                       /* findings without doubt that are not planned */
	size_t maybe;                         /* and those with */
	struct check_deep *outside;           /* filled by check_deep() */
	size_t outside_count, outside_room;
	size_t let_through;                   /* of these, calls that their rule allows all the same */
};
void check_free(struct check *check);

/* At most one finding without doubt and one with for each call; LOG counts as allowed. */
void check_trace(struct check *check, const struct trace *trace, const struct check_by *by);

/* One line a finding: call, arguments, verdict, origin and site, and what to
 * write into the policy so that it is allowed; then one for each call outside
 * its deep rows. `policy` is what decided, or NULL where that was a filter's
 * bytes. */
void check_text(const struct check *check, const struct trace *trace, const struct policy *policy, struct text *out);

/* The same for machines: {"version": 1, "findings": [{"arch": …, "call": …}, …]} in one line. */
void check_json(const struct check *check, const struct trace *trace, struct text *out);

#endif
