/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decides the default answers first. Then, for each arch and number, the rules
 * of the policies become one rule (emit/merge/number), and equal rules of several
 * archs are joined.
 */
#include "emit/merge/merge.h"

#include <stdlib.h>
#include <string.h>

#include "emit/merge/answers.h"
#include "emit/merge/decide.h"
#include "emit/merge/keys.h"
#include "emit/merge/number.h"
#include "emit/merge/rest.h"
#include "emit/merge/words.h"

static uint32_t last_of(const struct rule *rule)
{
	return rule_is_range(rule) ? rule->last : rule->nr;
}

/* Whether `more` is a range that begins where `rule` ends. */
static bool goes_on(const struct rule *rule, const struct rule *more)
{
	return rule_is_range(more) && rule->id == CALL_UNKNOWN && rule->archs == more->archs && last_of(rule) + 1 == more->nr;
}

/* Joins a rule with an equal one of a previous arch. */
static bool join_rule(struct policy *out, const struct rule *rule)
{
	for (size_t i = 0; i < out->rule_count; i++) {
		struct rule *known = &out->rules[i];
		if (known->id != rule->id || !rule_content_equal(known, rule))
			continue;
		if (rule->id != CALL_UNKNOWN || (known->nr == rule->nr && last_of(known) == last_of(rule))) {
			known->archs |= rule->archs;
			return true;
		}
	}
	return false;
}

/* The last range of this arch so far. */
static struct rule *last_range(struct policy *out, size_t first)
{
	for (size_t i = out->rule_count; i-- > first;)
		if (rule_is_range(&out->rules[i]))
			return &out->rules[i];
	return NULL;
}

static void add_rule(struct policy *out, const struct rule *rule, size_t first)
{
	struct rule *before = last_range(out, first);

	if (before && goes_on(before, rule) && rule_content_equal(before, rule))
		before->last = rule->last;
	else
		*policy_add(out) = *rule;
}

/* Leaves out an arch whose calls all get the answer of a foreign arch, unless it is the only arch. */
static void drop_foreign(struct merge *m, enum arch arch, struct policy *rules, size_t first)
{
	bool known = m->rest.known || verdict_equal(m->out->otherwise, m->out->foreign);
	bool newer = m->rest.newer || verdict_equal(m->out->newer, m->out->foreign);

	if (!merge_may_drop(m, arch) || !m->foreign_only || !known || !newer || m->out->archs == ARCH_BIT(arch))
		return;
	m->out->archs &= (arch_set)~ARCH_BIT(arch);
	rules->rule_count = first;
}

/* Whether a number has a rule of its own among those of its arch, which begin at `first`. */
static bool has_own(const struct policy *rules, size_t first, enum arch arch, uint32_t nr)
{
	for (size_t i = first; i < rules->rule_count; i++)
		if (!rule_is_range(&rules->rules[i]) && rule_names(&rules->rules[i], arch, nr))
			return true;
	return false;
}

/* Whether a range includes the numbers with their own rules at its end depends on the grouping of a merge, so it never does. */
static void end_before_own(struct policy *rules, size_t first, enum arch arch)
{
	for (size_t i = first; i < rules->rule_count; i++) {
		struct rule *rule = &rules->rules[i];
		while (rule_is_range(rule) && rule->last > rule->nr + 1 && has_own(rules, first, arch, rule->last))
			rule->last--;
	}
}

/* Collects the rules of one arch, which are joined with those of others later. */
static int merge_arch(struct merge *m, enum arch arch, struct policy *rules, struct err *err)
{
	size_t count = 0, first = rules->rule_count;

	m->rest = merge_rest_of(m, arch);
	m->foreign_only = true;
	AUTO_FREE struct merge_key *keys = merge_keys(m->inputs, m->count, arch, m->rest, &count);
	for (size_t i = 0; i < count; i++) {
		struct rule rule;
		int made = merge_number(m, arch, &keys[i], &rule, err);
		if (made < 0)
			return -1;
		if (made)
			add_rule(rules, &rule, first);
	}
	end_before_own(rules, first, arch);
	drop_foreign(m, arch, rules, first);
	return 0;
}

static int merge_rules(struct merge *m, struct err *err)
{
	struct policy rules = {0};
	int failed = 0;

	arch_each(arch, failed ? 0 : m->out->archs)
		failed = merge_arch(m, arch, &rules, err);
	for (size_t i = 0; i < rules.rule_count && !failed; i++)
		if (!join_rule(m->out, &rules.rules[i]))
			*policy_add(m->out) = rules.rules[i];
	policy_free(&rules);
	policy_sort(m->out);
	return failed;
}

/* A row never matches if no arch of the rule has all its arguments, and the reader would reject it. */
static bool can_hold(const struct rule *rule, const struct row *row)
{
	arch_each(arch, rule->archs) {
		bool has = true;
		for (size_t i = 0; i < row->count && has; i++)
			has = syscall_arg(rule->id, arch, row->condition[i].role) >= 0;
		if (has)
			return true;
	}
	return false;
}

static bool is_in_range_on(const struct policy *out, const struct rule *rule, enum arch arch)
{
	for (size_t i = 0; i < out->rule_count; i++)
		if (rule_is_range(&out->rules[i]) && rule_names(&out->rules[i], arch, (uint32_t)syscall_nr(rule->id, arch)))
			return true;
	return false;
}

/* Whether a range would match the call if it had no rule. */
static bool is_in_range(const struct policy *out, const struct rule *rule)
{
	arch_each(arch, rule->archs)
		if (is_in_range_on(out, rule, arch))
			return true;
	return false;
}

/* A row that never matches, so that the call gets the default and not the answer of a range. */
static void say_never(struct policy *out, struct rule *rule)
{
	struct condition *never = arena_alloc(&out->arena, sizeof(*never));

	*never = (struct condition){ROLE_arg0, {.kind = VALUES_NONE}};
	rule->rows[0] = (struct row){.condition = never, .count = 1};
	rule->row_count = 1;
}

static void drop_dead_rows(struct policy *out)
{
	size_t kept_rules = 0;

	for (size_t i = 0; i < out->rule_count; i++) {
		struct rule rule = out->rules[i];
		size_t kept = 0;
		for (size_t k = 0; k < rule.row_count; k++)
			if (can_hold(&rule, &rule.rows[k]))
				rule.rows[kept++] = rule.rows[k];
		bool dead = rule.row_count && !kept;
		rule.row_count = kept;
		if (dead && is_in_range(out, &rule))
			say_never(out, &rule);
		if (!dead || rule.row_count)
			out->rules[kept_rules++] = rule;
	}
	out->rule_count = kept_rules;
}

static int check_bounds(const struct policy *out, struct err *err)
{
	if (out->rule_count > POLICY_RULES_MOST)
		return err_set(err, "the result has %zu rules: the maximum is %d", out->rule_count, POLICY_RULES_MOST);
	for (size_t i = 0; i < out->rule_count; i++) {
		const struct rule *rule = &out->rules[i];
		if (rule->row_count <= POLICY_ROWS_MOST && rule->deep_count <= POLICY_ROWS_MOST)
			continue;
		return err_set(err, "the result has too many rows for %s: the maximum is %d",
		               rule->id == CALL_UNKNOWN ? "a number" : syscall_name(rule->id), POLICY_ROWS_MOST);
	}
	return 0;
}

static int merge(struct merge *m, struct err *err)
{
	if (merge_decide_answers(m, err) || merge_decide_archs(m, err) || merge_rules(m, err))
		return -1;
	for (size_t i = 0; i < m->count; i++)
		merge_words_of_policy(m->out, m->inputs[i].policy);
	merge_words_sort(m->out);
	drop_dead_rows(m->out);
	return check_bounds(m->out, err);
}

struct ordered {
	struct merge_input input;
	struct text text;
};

static int text_order(const void *a, const void *b)
{
	return strcmp(((const struct ordered *)a)->text.at, ((const struct ordered *)b)->text.at);
}

/* Sorts the inputs by content, because the order of an intersection affects the form of its rows. */
static struct merge_input *in_order(const struct merge_input *inputs, size_t count)
{
	struct merge_input *sorted = mem_alloc(count * sizeof(*sorted));
	AUTO_FREE struct ordered *by_text = mem_alloc(count * sizeof(*by_text));

	for (size_t i = 0; i < count; i++) {
		by_text[i].input = inputs[i];
		policy_write(inputs[i].policy, &by_text[i].text);
	}
	qsort(by_text, count, sizeof(*by_text), text_order);
	for (size_t i = 0; i < count; i++) {
		sorted[i] = by_text[i].input;
		text_free(&by_text[i].text);
	}
	return sorted;
}

int policy_merge(struct policy *out, const struct merge_input *inputs, size_t count, const struct merge_options *how,
                 struct err *err)
{
	AUTO_FREE struct merge_input *sorted = in_order(inputs, count);
	struct merge m = {.out = out, .inputs = how->intersect ? sorted : inputs, .count = count, .how = how};
	int failed = merge(&m, err);

	merge_space_end(&m.manager);
	if (failed)
		policy_free(out);
	return failed;
}

/* --- within a baseline --- */

static struct verdict within(struct verdict own, struct verdict general, struct verdict baseline)
{
	return verdict_is_within(own, baseline) ? own : merge_refusal(general, baseline);
}

static void answers_within(struct policy *out, const struct policy *own, const struct policy *base)
{
	out->otherwise = within(own->otherwise, own->otherwise, base->otherwise);
	out->newer = within(own->newer, own->newer, base->newer);
	out->foreign = within(own->foreign, own->foreign, base->foreign);
}

static int merge_pair(struct merge *m, struct err *err)
{
	const struct policy *base = m->inputs[1].policy;

	if (merge_decide_archs(m, err) || merge_rules(m, err))
		return -1;
	merge_words_of_policy(m->out, m->inputs[0].policy);
	for (size_t i = 0; i < base->inexact_count; i++)
		policy_add_inexact(m->out, base->inexact[i]);
	drop_dead_rows(m->out);
	return check_bounds(m->out, err);
}

int policy_merge_within(struct policy *out, const struct merge_input *policy, const struct merge_input *baseline, struct err *err)
{
	static const struct merge_options how = {.intersect = true};
	const struct merge_input inputs[] = {*policy, *baseline};
	struct merge m = {.out = out, .inputs = inputs, .count = 2, .how = &how, .within = true};

	answers_within(out, policy->policy, baseline->policy);
	int failed = merge_pair(&m, err);
	merge_space_end(&m.manager);
	if (failed)
		policy_free(out);
	return failed;
}
