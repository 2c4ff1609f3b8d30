/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: which recorded calls would a policy, or a filter's bytes, stop?
 *
 * The caller supplies the decider, so that a policy and the bytes compiled from
 * it are checked against the same trace by the same code.
 *
 * If a call's arguments are known as tuples, each tuple is judged. If only the
 * values of each argument are known, a value is stopped if it is stopped in every
 * combination; a combination that may never have occurred, and an answer that
 * depends on something not in the trace (descriptors, pointers, the upper half
 * of a register), "may be stopped".
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

/* The decider: the answer to one call, and every answer to the calls of a box,
 * each reported once with an example. */
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
	DOUBT_TOGETHER,                       /* … if these values occurred together */
	DOUBT_UNSEEN                          /* … for some values not in the trace */
};

struct check_finding {
	const struct trace_call *call;        /* belongs to the trace */
	struct verdict verdict;               /* the strictest answer to one of its forms */
	struct seccomp_data data;             /* that form */
	enum doubt doubt;
	bool planned;                         /* ENOSYS for a call whose callers fall back (core/libc/fallbacks.def)
	                                         to a call that the decider allows */
};

struct check_outside {                        /* a call outside the deep rows of its rule */
	const struct trace_call *call;
	const struct rule *rule;              /* belongs to the policy */
	struct verdict refusal;               /* by `run --supervise`, if the rule leaves the call to a supervisor */
	struct deep_noted form;                /* not admitted by any row */
};

struct check {
	struct check_finding *findings;       /* in the order of the trace's calls */
	size_t count, room;
	size_t stopped;                       /* certain findings that are not planned */
	size_t maybe;                         /* uncertain ones */
	struct check_outside *outside;        /* filled by check_deep() */
	size_t outside_count, outside_room;
	size_t let_through;                   /* of these, those that their rule does not refuse: it allows or supervises them */
};
void check_free(struct check *check);

/* At most one certain and one uncertain finding for each call; LOG counts as allowed. */
void check_trace(struct check *check, const struct trace *trace, const struct check_by *by);

/* Writes the change to a policy (NULL: only its filter is known) that allows a call, or nothing. Bit i of `known`:
 * args[i] is the argument, not just an example. */
typedef void check_suggest(const struct policy *policy, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS],
                           unsigned known, struct text *out);

/* One line per finding: call, arguments, verdict, origin and site, and the
 * policy change that allows it; then one for each call outside its deep rows.
 * `policy` is the decider's policy, or NULL for a filter's bytes. */
void check_text(const struct check *check, const struct trace *trace, const struct policy *policy, check_suggest *suggest,
                struct text *out);

/* One such line. */
void check_finding_text(const struct check_finding *finding, const struct trace *trace, const struct policy *policy,
                        check_suggest *suggest, struct text *out);

/* The parts of such a line: "socket(domain AF_UNIX)", "may be stopped (EPERM) if these
 * values occur together", "add {...}" (nothing if the caller falls back). */
void check_call_words(const struct check_finding *finding, struct text *out);
void check_answer_words(const struct check_finding *finding, struct text *out);
void check_remedy_words(const struct check_finding *finding, const struct policy *policy, check_suggest *suggest,
                        struct text *out);

/* The same as JSON: {"version": 1, "findings": [{"arch": …, "call": …}, …]} in one line. */
void check_json(const struct check *check, const struct trace *trace, struct text *out);

#endif
