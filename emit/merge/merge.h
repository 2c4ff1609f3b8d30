/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge: the union or intersection of policies.
 *
 * A policy covers a call if a row of its rule matches; otherwise it is silent,
 * and its answer is its default. In a union the answer of a policy that covers
 * the call wins over defaults, except over a default that allows the call: that
 * counts like any answer, unless refusals are preferred. If no policy covers the
 * call, the answer is the default of the policies that name the arch.
 *
 * For a policy that does not name an arch, all its calls are foreign, and
 * `foreign` is its default there. If archs then differ in calls without a rule,
 * the result has rules for ranges, so it is exact for every call on every arch.
 * Every result is proved against its inputs.
 */
#ifndef EMIT_MERGE_H
#define EMIT_MERGE_H

#include "core/policy/policy.h"

enum merge_prefer {
	PREFER_NEITHER,                       /* a call that one allows and another refuses is an error */
	PREFER_ALLOW,
	PREFER_REFUSE                         /* an input is then not always within the union */
};

struct merge_options {
	bool intersect;                       /* the strictest of all answers, in the order of the kernel */
	enum merge_prefer prefer;             /* for a union */
	const struct verdict *otherwise;      /* replaces the default of a union; or NULL */
	bool rules_only;                      /* ignore their defaults: the rules will override those of another policy */
};

struct merge_input {
	const struct policy *policy;
	const char *name;                     /* for messages */
};

/* Fills a zeroed policy. The order of the inputs does not matter. Fails if they conflict, naming the call and both, if their
 * archs have different byte orders, and if no arch of an intersection has a call that all of them allow. */
int policy_merge(struct policy *out, const struct merge_input *inputs, size_t count, const struct merge_options *how,
                   struct err *err);

/* The policy without the calls that the baseline does not allow: they get the default of the policy or, if that allows
 * calls, the answer of the baseline. Rules keep their reasons and notes. */
int policy_merge_within(struct policy *out, const struct merge_input *policy, const struct merge_input *baseline, struct err *err);

/* Proves that each input is within the union, or the intersection within each input. Fails only because of a bug, or if the
 * proof is too large. */
int policy_merge_prove(const struct policy *merged, const struct merge_input *inputs, size_t count, const struct merge_options *how,
                struct err *err);

#endif
