/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keys: the calls and numbers of an arch for which any policy has a rule,
 * divided so that each policy has at most one rule for a key.
 */
#ifndef EMIT_MERGE_KEYS_H
#define EMIT_MERGE_KEYS_H

#include <stddef.h>

#include "emit/merge/merge.h"

struct merge_key {
	enum syscall_id id;                   /* CALL_UNKNOWN: by number */
	uint32_t nr, last;                    /* last: equals nr unless this is a range */
};

/* Which numbers of an arch need a rule although no policy has one. */
struct merge_rest {
	bool known, newer;                    /* numbers that get the default; numbers of later kernels */
};

/* In ascending order, calls before numbers; the caller frees it. No range begins at a number of another arch. */
struct merge_key *merge_keys(const struct merge_input *inputs, size_t count, enum arch arch, struct merge_rest rest, size_t *found);

/* The range of all these numbers: up to the newest, or above it. Named calls above the newest are not part of it. */
struct merge_key merge_key_of_rest(enum arch arch, bool newer);

/* Whether a number needs a rule. */
bool merge_rest_has(struct merge_rest rest, enum arch arch, uint32_t nr);

/* The rule of a policy for a key, or NULL; and the answer of a policy without such a rule. */
const struct rule *merge_rule_of(const struct policy *policy, enum arch arch, const struct merge_key *key);
struct verdict merge_answer_without(const struct policy *policy, enum arch arch, const struct merge_key *key);

/* Whether the key belongs to a later kernel. */
bool merge_key_is_newer(enum arch arch, const struct merge_key *key);

#endif
