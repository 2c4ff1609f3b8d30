/* SPDX-License-Identifier: Apache-2.0 */
/* Parts borrow rules of each other and have ranges beside theirs: what only one of them names is never merged. */
#include "tests/emit/random_parts.h"

/* A rule of another policy, as it is or with another answer, on the archs that this one has. */
static void borrow(struct rng *rng, struct policy *policy, const struct policy *from)
{
	for (size_t i = 0; i < from->rule_count; i++) {
		struct rule rule = from->rules[i];
		rule.archs &= policy->archs;
		if (!rule.archs || !rng_chance(rng, 50))
			continue;
		if (rng_chance(rng, 30))
			rule.verdict = random_verdict(rng);
		if (rng_chance(rng, 30) && rule.row_count > 1)
			rule.row_count--;
		*policy_add(policy) = rule;
	}
}

static bool overlap(const struct rule *a, const struct rule *b)
{
	if (!(a->archs & b->archs) || rule_is_range(a) != rule_is_range(b))
		return false;
	arch_each(arch, a->archs & b->archs) {
		if (rule_is_range(a) ? a->nr <= b->last && b->nr <= a->last :
		    rule_names(b, arch, a->id == CALL_UNKNOWN ? a->nr : (uint32_t)syscall_nr(a->id, arch)))
			return true;
	}
	return false;
}

/* As a file would be: no second rule for a call, and a number by its name. */
static void make_readable(struct policy *policy)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule rule = policy->rules[i];
		bool doubled = false;
		arch_each(arch, rule.id == CALL_UNKNOWN && !rule_is_range(&rule) ? rule.archs : 0)
			doubled |= syscall_by_nr(arch, rule.nr) != CALL_UNKNOWN ||
			           arch_of_call(arch_info(arch)->audit, rule.nr) != (int)arch;
		for (size_t k = 0; k < kept; k++)
			doubled |= overlap(&policy->rules[k], &rule);
		if (!doubled)
			policy->rules[kept++] = rule;
	}
	policy->rule_count = kept;
	policy_sort(policy);
}

static const char *random_note(struct rng *rng)
{
	static const char *const notes[] = {NULL, NULL, "never", "the tests need it", "see the log"};

	return notes[rng_below(rng, COUNT_OF(notes))];
}

/* The same, or more, or others. */
static arch_set archs_beside(struct rng *rng, arch_set archs)
{
	arch_set more = random_archs(rng);
	unsigned which = rng_below(rng, 10);

	if (arch_is_big_endian(more) != arch_is_big_endian(archs) || which < 4)
		return archs;
	return which < 8 ? archs | more : more;
}

/* Ranges whose ends lie where those of others may. */
static void add_ranges(struct rng *rng, struct policy *policy)
{
	for (unsigned i = 0, n = rng_below(rng, 4); i < n && rng->whole; i++) {
		enum arch arch = random_arch_of(rng, policy->archs);
		struct rule *rule = policy_add(policy);
		rule->verdict = random_verdict(rng);
		rule->why = WHY_USER;
		random_number_rule(rng, policy, rule, arch);
	}
}

void random_parts(struct rng *rng, struct random_parts *parts, bool one_default)
{
	arch_set archs = random_archs(rng);

	for (int i = 0; i < PARTS; i++) {
		struct policy *policy = &parts->policy[i];
		random_policy_of(rng, policy, archs_beside(rng, archs), rng_below(rng, 7));
		add_ranges(rng, policy);
		for (int k = 0; k < i; k++)
			borrow(rng, policy, &parts->policy[k]);
		make_readable(policy);
		for (size_t k = 0; k < policy->rule_count; k++)
			policy->rules[k].note = random_note(rng);
		if (one_default && i) {
			policy->otherwise = parts->policy[0].otherwise;
			policy->newer = parts->policy[0].newer;
			policy->foreign = parts->policy[0].foreign;
		}
		parts->input[i] = (struct merge_input){policy, i == 0 ? "a" : i == 1 ? "b" : "c"};
	}
}

void parts_free(struct random_parts *parts)
{
	for (int i = PARTS; i-- > 0;)
		policy_free(&parts->policy[i]);
}
