/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: which recorded calls would a policy, or a filter's bytes, stop?
 *
 * The decision is a function given by the caller, so that a policy and the
 * bytes made from it are held to the same trace by the same code.
 */
#ifndef ANALYZER_CHECK_H
#define ANALYZER_CHECK_H

#include <linux/seccomp.h>
#include <stddef.h>

#include "core/deep.h"
#include "core/mem.h"
#include "core/policy.h"
#include "core/trace.h"

typedef struct verdict check_decide(const void *context, const struct seccomp_data *data);

struct check_finding {
	const struct trace_call *call;        /* belongs to the trace */
	struct verdict verdict;               /* the strictest answer that one of its forms gets */
	struct seccomp_data data;             /* that form */
	bool planned;                         /* ENOSYS to a call whose callers fall back (core/fallbacks.def),
	                                         whose substitute the same decision allows */
};

struct check_deep {                           /* a call that is outside the deep rows of its rule */
	const struct trace_call *call;
	const struct rule *rule;              /* belongs to the policy */
	struct deep_told form;                /* that no row admits */
};

struct check {
	struct check_finding *findings;       /* in the order of the trace's calls */
	size_t count, room;
	size_t stopped;                       /* findings that are not planned */
	struct check_deep *outside;           /* filled by check_deep() */
	size_t outside_count, outside_room;
	size_t let_through;                   /* of these, calls that their rule allows all the same */
};
void check_free(struct check *check);

/* A call is tried in every form that the trace holds: each value of each set,
 * the ends of a range, each bit and the union of bits; 0 and all ones where
 * the value is not known. LOG counts as allowed. */
void check_trace(struct check *check, const struct trace *trace, check_decide *decide, const void *context);

/* One line a finding: call, arguments, verdict, origin and site, and what to
 * write into the policy so that it is allowed; then one for each call outside
 * its deep rows. `policy` is what decided, or NULL where that was a filter's
 * bytes. */
void check_text(const struct check *check, const struct trace *trace, const struct policy *policy, struct text *out);

#endif
