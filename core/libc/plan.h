/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plan: how each call that a policy does not allow should be refused, and why.
 *
 * ENOSYS where a caller then goes another way (core/libc/fallbacks.def), the default
 * where the refusal is meant, kill where no program of today makes the call
 * (core/libc/plan.def). A policy may answer otherwise; both are told.
 */
#ifndef CORE_PLAN_H
#define CORE_PLAN_H

#include "core/policy/policy.h"

enum plan_why {
	PLAN_PASSES,                          /* a rule lets it through, for some arguments at least */
	PLAN_RULE,                            /* the author's own answer */
	PLAN_FALLBACK,                        /* its callers go another way */
	PLAN_NO_WAY,                          /* they would, but that way is refused too */
	PLAN_ON_PURPOSE,
	PLAN_NOBODY,
	PLAN_UNSEEN                           /* nothing is known but that no rule allows it */
};

struct plan {
	enum plan_why why;
	struct verdict answer;                /* what the policy answers */
	struct verdict wanted;                /* what would be best; ENOSYS and kill are more than the default */
	enum syscall_id of;                   /* FALLBACK, NO_WAY: to what; or CALL_UNKNOWN: they do without */
	const char *by;                       /* FALLBACK, NO_WAY: who; ON_PURPOSE, NOBODY: why. Or NULL */
};

struct plan plan_of(const struct policy *policy, enum arch arch, enum syscall_id id);

/* Why nobody makes a call, or NULL. */
const char *plan_nobody(enum syscall_id id);

/* One line for each call that is not let through: call, answer, why. Same
 * policy, same bytes. */
void plan_text(const struct policy *policy, struct text *out);

#endif
