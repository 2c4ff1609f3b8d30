/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins are folded over the inputs, which works because the winner in an order
 * of answers is the winner of pairwise comparisons. A baseline is one of two.
 */
#include "emit/merge/answers.h"

#include <errno.h>

enum merge_way merge_way(const struct merge_options *how)
{
	return how->intersect || how->prefer == PREFER_REFUSE ? MERGE_STRICT : MERGE_LAX;
}

bool merge_is_apart(struct verdict a, struct verdict b)
{
	return !verdict_is_within(a, b) && !verdict_is_within(b, a);
}

bool merge_is_undecided(const struct merge_options *how, struct verdict a, struct verdict b)
{
	if (verdict_equal(a, b) || (!how->intersect && how->prefer == PREFER_REFUSE))
		return false;
	if (how->intersect || how->prefer == PREFER_ALLOW)
		return merge_is_apart(a, b);
	return !(verdict_is_made(a) && verdict_is_made(b));
}

struct verdict merge_refusal(struct verdict general, struct verdict baseline)
{
	if (!verdict_may_pass(general))
		return general;
	return verdict_may_pass(baseline) ? (struct verdict){ACTION_ERRNO, ENOSYS} : baseline;
}

static struct verdict laxer(const void *context, struct merge_answer a, struct merge_answer b)
{
	(void)context;
	return merge_verdict_order(MERGE_LAX, a.verdict, b.verdict) <= 0 ? a.verdict : b.verdict;
}

static struct verdict stricter(const void *context, struct merge_answer a, struct merge_answer b)
{
	(void)context;
	return merge_verdict_order(MERGE_STRICT, a.verdict, b.verdict) <= 0 ? a.verdict : b.verdict;
}

static struct verdict own_if_within(const void *context, struct merge_answer own, struct merge_answer baseline)
{
	const struct verdict *general = context;

	return verdict_is_within(own.verdict, baseline.verdict) ? own.verdict : merge_refusal(*general, baseline.verdict);
}

merge_join *merge_join_of(const struct merge *m)
{
	return m->within ? own_if_within : merge_way(m->how) == MERGE_STRICT ? stricter : laxer;
}
