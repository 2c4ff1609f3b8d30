/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan: how each call that a policy does not allow should be refused, and why.
 *
 * ENOSYS if callers then fall back (core/libc/fallbacks.def), the default if the
 * refusal is intended, kill if no current program makes the call
 * (core/libc/plan.def). If a policy differs, both answers are reported.
 */
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/policy/policy.h"

enum plan_why {
	PLAN_PASSES,                          /* a rule allows it, at least for some arguments */
	PLAN_RULE,                            /* answered by a rule of the author */
	PLAN_FALLBACK,                        /* callers fall back */
	PLAN_NO_WAY,                          /* callers would, but the fallback is refused too */
	PLAN_ON_PURPOSE,
	PLAN_NOBODY,
	PLAN_UNSEEN                           /* no rule allows it; nothing else is known */
};

struct plan {
	enum plan_why why;
	struct verdict answer;                /* what the policy answers */
	struct verdict wanted;                /* the best answer; ENOSYS and kill override the default */
	enum syscall_id of;                   /* FALLBACK, NO_WAY: the fallback; CALL_UNKNOWN: callers continue without */
	const char *by;                       /* FALLBACK, NO_WAY: which callers; ON_PURPOSE, NOBODY: why. Or NULL */
};

struct plan plan_of(const struct policy *policy, enum arch arch, enum syscall_id id);

/* Why no program makes a call, or NULL. */
const char *plan_nobody(enum syscall_id id);

/* Whether the call is dangerous with some arguments (core/libc/danger.def), or no program makes it. */
bool plan_withholds(enum syscall_id id);

/* One line for each call that is not allowed: call, answer, why. The output is
 * deterministic. */
void plan_text(const struct policy *policy, struct text *out);

/* The same as one JSON object, see docs/schema/errno-plan.schema.json. */
void plan_json(const struct policy *policy, struct text *out);

#endif
