/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number: the rules of several policies for one number as one rule.
 */
#ifndef EMIT_MERGE_NUMBER_H
#define EMIT_MERGE_NUMBER_H

#include "core/base/mem.h"
#include "emit/merge/merge.h"
#include "emit/merge/keys.h"
#include "emit/merge/list.h"

struct merge {                                /* the work of emit/merge/merge.c */
	struct policy *out;                   /* its archs and its answers to what no rule names are there */
	const struct merge_input *inputs;
	size_t count;
	const struct merge_options *how;
	bool within;                          /* two inputs: a policy and its baseline */
	struct merge_rest rest;               /* of the arch that is being merged */
	bool foreign_only;                    /* so far each number of this arch is answered as a foreign arch is */
	struct merge_space manager;
};

/* 1 and a rule, 0 where there need be none, -1 where the policies disagree. */
int merge_number(struct merge *m, enum arch arch, const struct merge_key *key, struct rule *rule, struct err *err);

#endif
