/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The author's rules over the derived ones. A rule gives way on those archs
 * only on which the author has one for the same call.
 */
#include "analyzer/derive.h"

#include "analyzer/rows.h"

static bool same_call(const struct rule *a, const struct rule *b)
{
	return a->id == b->id && (a->id != CALL_UNKNOWN || a->nr == b->nr);
}

static void give_way(struct policy *policy, const struct rule *author)
{
	size_t kept = 0;

	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule *rule = &policy->rules[i];
		if (same_call(rule, author))
			rule->archs &= (arch_set)~author->archs;
		if (rule->archs)
			policy->rules[kept++] = *rule;
	}
	policy->rule_count = kept;
}

static struct row *copy_rows(struct arena *arena, const struct row *rows, size_t count)
{
	struct row *copy = arena_alloc(arena, count * sizeof(*copy));

	for (size_t i = 0; i < count; i++)
		copy[i] = row_copy(arena, &rows[i]);
	return copy;
}

static void copy_rule(struct policy *policy, const struct rule *author)
{
	struct arena *arena = &policy->arena;
	struct rule *rule = policy_add(policy);

	*rule = *author;
	rule->by = arena_string(arena, author->by);
	rule->of = arena_string(arena, author->of);
	rule->set = arena_string(arena, author->set);
	rule->note = arena_string(arena, author->note);
	rule->rows = copy_rows(arena, author->rows, author->row_count);
	rule->deep = copy_rows(arena, author->deep, author->deep_count);
}

void derive_overlay(struct policy *policy, const struct policy *author)
{
	/* All give way before any is added: two of the author's rules for one call must not fight. */
	for (size_t i = 0; i < author->rule_count; i++)
		give_way(policy, &author->rules[i]);
	for (size_t i = 0; i < author->rule_count; i++)
		copy_rule(policy, &author->rules[i]);
	policy->archs |= author->archs;
	if (author->note)
		policy->note = arena_string(&policy->arena, author->note);
	policy_sort(policy);
}
