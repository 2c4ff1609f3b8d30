/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number: merges the rules of several policies for one number.
 */
#ifndef EMIT_MERGE_NUMBER_H
#define EMIT_MERGE_NUMBER_H

#include "core/base/mem.h"
#include "emit/merge/merge.h"
#include "emit/merge/keys.h"
#include "emit/merge/list.h"

struct merge {                                /* the state of emit/merge/merge.c */
	struct policy *out;                   /* its archs and default answers are set */
	const struct merge_input *inputs;
	size_t count;
	const struct merge_options *how;
	bool within;                          /* two inputs: a policy and its baseline */
	struct merge_rest rest;               /* of the current arch */
	bool foreign_only;                    /* so far each number of this arch has the answer of a foreign arch */
	struct merge_space manager;
};

/* 1: *rule is set; 0: no rule is needed; -1: the policies conflict. */
int merge_number(struct merge *m, enum arch arch, const struct merge_key *key, struct rule *rule, struct err *err);

#endif
