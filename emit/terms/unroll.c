/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call has different numbers on different archs: where their ranges give it
 * the same answer, one rule covers all these archs.
 */
#include "emit/terms/unroll.h"

static const struct rule *range_for(const struct policy *policy, enum syscall_id id, enum arch arch)
{
	int64_t nr = policy->archs & ARCH_BIT(arch) ? syscall_nr(id, arch) : -1;
	const struct rule *rule = nr < 0 ? NULL : policy_find(policy, arch, (uint32_t)nr);

	return rule && rule_is_range(rule) ? rule : NULL;
}

/* The archs whose range gives the call the same answer as `rule`. */
static arch_set archs_like(const struct policy *policy, enum syscall_id id, const struct rule *rule)
{
	arch_set archs = 0;

	arch_each(arch, ARCH_ALL) {
		const struct rule *range = range_for(policy, id, arch);
		if (range && rule_answers_equal(range, rule))
			archs |= ARCH_BIT(arch);
	}
	return archs;
}

static struct rule for_call(const struct rule *range, enum syscall_id id, arch_set archs)
{
	struct rule rule = *range;

	rule.id = id;
	rule.nr = rule.last = 0;
	rule.archs = archs;
	return rule;
}

static void unroll_call(const struct policy *policy, enum syscall_id id, struct policy *named)
{
	arch_set done = 0;

	arch_each(arch, ARCH_ALL & ~done) {
		const struct rule *range = range_for(policy, id, arch);
		if (!range)
			continue;
		arch_set archs = archs_like(policy, id, range);
		*policy_add(named) = for_call(range, id, archs);
		done |= archs;
	}
}

static void unroll_names(struct policy *policy)
{
	struct policy named = { 0 };
	bool any = false;

	for (size_t i = 0; i < policy->rule_count; i++)
		any |= rule_is_range(&policy->rules[i]);
	for (int id = 0; id < CALL_COUNT && any; id++)
		unroll_call(policy, (enum syscall_id)id, &named);
	for (size_t i = 0; i < named.rule_count; i++)
		*policy_add(policy) = named.rules[i];
	policy_free(&named);
	if (any)
		policy_sort(policy);
}

struct policy unroll_copy(const struct policy *policy)
{
	struct policy copy = *policy;

	copy.rules = NULL;
	copy.rule_count = copy.rule_room = 0;
	for (size_t i = 0; i < policy->rule_count; i++)
		*policy_add(&copy) = policy->rules[i];
	unroll_names(&copy);
	return copy;
}

bool unroll_next(const struct policy *policy, const struct rule *range, enum arch arch, uint64_t *nr)
{
	for (*nr = *nr < range->nr ? range->nr : *nr; *nr <= range->last; ++*nr) {
		const struct rule *own = policy_find(policy, arch, (uint32_t)*nr);
		if (syscall_by_nr(arch, (uint32_t)*nr) == CALL_UNKNOWN && own && rule_is_range(own))
			return true;
	}
	return false;
}
