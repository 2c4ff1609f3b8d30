/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: the calls and numbers of an arch that rules of several policies
 * speak of, cut so that each policy has one rule at most for a key.
 */
#ifndef EMIT_MERGE_KEYS_H
#define EMIT_MERGE_KEYS_H

#include <stddef.h>

#include "emit/merge/merge.h"

struct merge_key {
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	uint32_t nr, last;                    /* last: nr, but of a range */
};

/* Which numbers of an arch need a rule although no policy has one for them. */
struct merge_rest {
	bool known, newer;                    /* those that get the default, and those of later kernels */
};

/* In ascending order, calls before numbers; the caller frees it. No range begins at a number that is another arch's. */
struct merge_key *merge_keys(const struct merge_input *inputs, size_t count, enum arch arch, struct merge_rest rest, size_t *found);

/* The range of all of them: up to the newest number, or behind it. Calls behind it that have a name are not of it. */
struct merge_key merge_key_of_rest(enum arch arch, bool newer);

/* Whether a number is one of those that need a rule. */
bool merge_rest_has(struct merge_rest rest, enum arch arch, uint32_t nr);

/* The rule of a policy for a key, or NULL; and the answer of the policy where it has none. */
const struct rule *merge_rule_of(const struct policy *policy, enum arch arch, const struct merge_key *key);
struct verdict merge_answer_without(const struct policy *policy, enum arch arch, const struct merge_key *key);

/* Whether it is of a later kernel. */
bool merge_key_is_newer(enum arch arch, const struct merge_key *key);

#endif
