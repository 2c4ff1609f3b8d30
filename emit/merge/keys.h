/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_keys: the calls and numbers of an arch that rules of several policies
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

/* In ascending order, calls before numbers; the caller frees it. */
struct merge_key *merge_keys(const struct merge_input *inputs, size_t count, enum arch arch, size_t *found);

/* The rule of a policy for a key, or NULL; and the answer of the policy where it has none. */
const struct rule *merge_rule_of(const struct policy *policy, enum arch arch, const struct merge_key *key);
struct verdict merge_answer_without(const struct policy *policy, enum arch arch, const struct merge_key *key);

#endif
