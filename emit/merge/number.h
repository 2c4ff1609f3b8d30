/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_number: the rules of several policies for one number as one rule.
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
	struct merge_space space;
};

/* 1 and a rule, 0 where there need be none, -1 where the policies disagree. */
int merge_number(struct merge *m, enum arch arch, const struct merge_key *key, struct rule *rule, struct err *err);

enum merge_way merge_way(const struct merge_options *how);

/* Whether nothing says which of two different answers is to stand. */
bool merge_is_undecided(const struct merge_options *how, struct verdict a, struct verdict b);

/* Whether neither lets the other's calls through: a tracer and a supervisor, or two numbers for a tracer. */
bool merge_is_apart(struct verdict a, struct verdict b);

/* How to refuse what a baseline does not let through. */
struct verdict merge_refusal(struct verdict general, struct verdict baseline);

#endif
