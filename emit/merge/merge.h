/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge: several policies as one: what any of them allows, or what all do.
 *
 * A policy speaks for a call where a row of its rule matches; elsewhere it is
 * silent. Silence is answered by its default, and in a union gives way to
 * whoever speaks, but for a default that lets the call through: that is an
 * answer as any, unless refusals are preferred. Where all are silent the answer
 * is the default of those that are for the arch.
 *
 * To a policy that is not for an arch all calls there are foreign, and that is
 * its silence. Where archs then differ in what no rule names, ranges say so: a
 * result is exact, call by call, on every arch. Every result is proved against
 * what it was made of.
 */
#ifndef EMIT_MERGE_H
#define EMIT_MERGE_H

#include "core/policy/policy.h"

enum merge_prefer {
	PREFER_NEITHER,                       /* a call that is allowed here and refused there is an error */
	PREFER_ALLOW,
	PREFER_REFUSE                         /* then a policy may not be within the union */
};

struct merge_options {
	bool intersect;                       /* the strictest answer of all, as the kernel orders them */
	enum merge_prefer prefer;             /* of a union */
	const struct verdict *otherwise;      /* the default of a union, whatever theirs are; or NULL */
	bool rules_only;                      /* theirs are of no matter: the rules will stand over those of another policy */
};

struct merge_input {
	const struct policy *policy;
	const char *name;                     /* for messages */
};

/* Fills a zeroed policy. The same bytes in whatever order the inputs come. Fails where they disagree, naming the
 * call and both, where archs of both endiannesses come together, and where an intersection is of policies none of whose
 * archs all let some call through. */
int policy_merge(struct policy *out, const struct merge_input *inputs, size_t count, const struct merge_options *how,
                   struct err *err);

/* The policy without what the baseline would not let through: that gets the policy's default, or where this lets
 * calls through, the baseline's answer. Its rules keep their words. */
int policy_merge_within(struct policy *out, const struct merge_input *policy, const struct merge_input *baseline, struct err *err);

/* Proves what a merge promises. It fails only where seccord is at fault, or where the proof is too large. */
int policy_merge_prove(const struct policy *merged, const struct merge_input *inputs, size_t count, const struct merge_options *how,
                struct err *err);

#endif
