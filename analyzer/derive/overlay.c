/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The author's rules override derived ones. A derived rule is dropped only on the
 * archs where the author has a rule for the same call, or for a range of numbers
 * that contains it.
 */
#include "analyzer/derive/derive.h"

#include "analyzer/rows/rows.h"

/* The numbers of an arch that a rule covers. */
static struct span {
	uint32_t from, to;
} span_of(const struct rule *rule, enum arch arch)
{
	uint32_t nr = rule->id == CALL_UNKNOWN ? rule->nr : (uint32_t)syscall_nr(rule->id, arch);

	return (struct span){nr, rule_is_range(rule) ? rule->last : nr};
}

/* The archs on which the author's rules cover some of a rule's numbers. A single number takes precedence over a
 * range anyway. */
static arch_set where_over(const struct rule *rule, const struct rule *author)
{
	arch_set archs = 0;

	arch_each(arch, rule->archs & author->archs) {
		if (rule_is_range(rule) && !rule_is_range(author))
			continue;
		struct span one = span_of(rule, arch), over = span_of(author, arch);
		if (one.from <= over.to && over.from <= one.to)
			archs |= ARCH_BIT(arch);
	}
	return archs;
}

static void add_rest(struct policy *policy, struct rule rest, uint32_t from, uint32_t to, arch_set archs)
{
	rest.nr = from;
	rest.last = to > from ? to : 0;
	rest.archs = archs;
	*policy_add(policy) = rest;
}

/* The parts of a range before and after the author's. */
static void add_rests(struct policy *policy, const struct rule *rule, const struct rule *author, arch_set archs)
{
	const struct rule whole = *rule;

	if (!archs || !rule_is_range(&whole))
		return;
	if (whole.nr < author->nr)
		add_rest(policy, whole, whole.nr, author->nr - 1, archs);
	if (whole.last > author->last)
		add_rest(policy, whole, author->last + 1, whole.last, archs);
}

static void give_way(struct policy *policy, const struct rule *author)
{
	size_t count = policy->rule_count, kept = 0;

	for (size_t i = 0; i < count; i++) {
		arch_set over = where_over(&policy->rules[i], author);
		add_rests(policy, &policy->rules[i], author, over);
		policy->rules[i].archs &= (arch_set)~over;
	}
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].archs)
			policy->rules[kept++] = policy->rules[i];
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
	/* All are dropped before any is added: the author's rules for one call must not override each other. */
	for (size_t i = 0; i < author->rule_count; i++)
		give_way(policy, &author->rules[i]);
	for (size_t i = 0; i < author->rule_count; i++)
		copy_rule(policy, &author->rules[i]);
	policy->archs |= author->archs;
	for (size_t i = 0; i < author->inexact_count; i++)
		policy_add_inexact(policy, author->inexact[i]);
	if (author->note)
		policy->note = arena_string(&policy->arena, author->note);
	policy_sort(policy);
}
