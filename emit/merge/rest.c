/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The default answers of all policies are joined like the answers to a number.
 */
#include "emit/merge/rest.h"

#include "emit/merge/answers.h"

bool merge_silence_speaks(const struct merge *m, struct verdict silent)
{
	return m->how->intersect || (!m->how->rules_only && m->how->prefer != PREFER_REFUSE && verdict_may_pass(silent));
}

bool merge_is_partial(const struct merge *m, enum arch arch)
{
	for (size_t i = 0; i < m->count; i++)
		if (!(m->inputs[i].policy->archs & ARCH_BIT(arch)))
			return true;
	return false;
}

struct verdict merge_silence_of(const struct merge *m, enum arch arch, bool newer)
{
	struct verdict best = newer ? m->out->newer : m->out->otherwise;
	bool found = false;

	if (m->how->intersect || m->how->rules_only || (m->how->otherwise && !newer))
		return best;
	for (size_t i = 0; i < m->count; i++) {
		const struct policy *policy = m->inputs[i].policy;
		struct verdict own = newer ? policy->newer : policy->otherwise;
		if (!(policy->archs & ARCH_BIT(arch)) || (found && merge_verdict_order(merge_way(m->how), own, best) >= 0))
			continue;
		best = own;
		found = true;
	}
	return best;
}

/* Whether two of these answers have no common answer. */
static bool some_apart(const struct merge *m, enum arch arch, const struct merge_key *key)
{
	for (size_t i = 0; i < m->count; i++)
		for (size_t k = 0; k < i; k++)
			if (merge_is_apart(merge_answer_without(m->inputs[i].policy, arch, key),
			                   merge_answer_without(m->inputs[k].policy, arch, key)))
				return true;
	return false;
}

/* Whether the default of the result differs from the merged answer. */
static bool is_needed(const struct merge *m, enum arch arch, bool newer)
{
	const struct merge_key key = merge_key_of_rest(arch, newer);
	struct verdict first = merge_answer_without(m->inputs[0].policy, arch, &key), joined = {0};
	bool lowered = false;

	for (size_t i = 0; i < m->count; i++) {
		struct verdict silent = merge_answer_without(m->inputs[i].policy, arch, &key);
		if (!merge_silence_speaks(m, silent))
			continue;
		joined = lowered ? merge_join_of(m)(&first, (struct merge_answer){joined, true}, (struct merge_answer){silent, true}) : silent;
		lowered = true;
	}
	if (!lowered)
		joined = merge_silence_of(m, arch, newer);
	return !verdict_equal(joined, newer ? m->out->newer : m->out->otherwise) || (lowered && some_apart(m, arch, &key));
}

struct merge_rest merge_rest_of(const struct merge *m, enum arch arch)
{
	if (!merge_is_partial(m, arch))
		return (struct merge_rest){false, false};
	return (struct merge_rest){is_needed(m, arch, false), is_needed(m, arch, true)};
}
