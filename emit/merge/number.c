/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules with the same rows stay unchanged. Otherwise a union is a set of rows,
 * of which the laxest answer (with --prefer=refuse the strictest) wins; an
 * intersection is a product of lists. Conflicts are errors (emit/merge/clash)
 * unless the author gave a preference.
 */
#include "emit/merge/number.h"

#include "emit/merge/answers.h"
#include "emit/merge/clash.h"
#include "emit/merge/deep.h"
#include "emit/merge/rest.h"
#include "emit/merge/words.h"

/* --- the rule of each policy --- */

/* If a rule exists and no row matches, the answer is the default, even for newer numbers. */
static struct verdict silence(const struct voices *v, const struct policy *policy, const struct rule *rule)
{
	return rule ? policy->otherwise : merge_answer_without(policy, v->number.arch, v->key);
}

/* Whether --default replaces the default answer of this policy. */
static bool is_replaced(const struct voices *v, const struct policy *policy, const struct rule *rule)
{
	bool newer = !rule && merge_key_is_newer(v->number.arch, v->key);

	return v->m->how->otherwise && policy->archs & ARCH_BIT(v->number.arch) && !newer;
}

static void listen(struct voices *v, size_t i, const struct rule *rule)
{
	const struct merge *m = v->m;
	const struct policy *policy = m->inputs[i].policy;
	struct voice *voice = &v->at[i];

	*voice = (struct voice){.name = m->inputs[i].name, .rule = rule, .rows = {.arena = &m->out->arena}};
	voice->silent = silence(v, policy, voice->rule);
	voice->speaks = merge_silence_speaks(m, voice->silent);
	if (voice->speaks && is_replaced(v, policy, voice->rule))
		voice->silent = *m->how->otherwise;
	if (voice->rule)
		merge_rows_of_rule(&voice->rows, voice->rule, v->number.id, v->number.arch);
}

/* Whether a rule exists only because its call was not needed: libc has a substitute, or no program makes it. */
static bool is_stopgap(const struct rule *rule)
{
	return rule && (rule->why == WHY_FALLBACK || rule->why == WHY_PLAN) && !rule->row_count && !verdict_may_pass(rule->verdict);
}

/* In a union without a preference such rules yield to one that allows the call. */
static void yield(struct voices *v)
{
	bool needed = false;

	if (v->m->how->intersect || v->m->within || v->m->how->prefer != PREFER_NEITHER)
		return;
	for (size_t i = 0; i < v->m->count; i++)
		needed |= v->at[i].rule && rule_passes(v->at[i].rule);
	for (size_t i = 0; i < v->m->count && needed; i++)
		if (is_stopgap(v->at[i].rule))
			listen(v, i, NULL);
}

/* The preferred default answer: among those that count as answers, or of all policies that name the arch. */
static bool preferred_silence(const struct voices *v, bool speaking, struct verdict *best)
{
	bool found = false;

	for (size_t i = 0; i < v->m->count; i++) {
		const struct voice *voice = &v->at[i];
		bool counts = speaking ? voice->speaks : (v->m->inputs[i].policy->archs & ARCH_BIT(v->number.arch)) != 0;
		if (!counts || (found && merge_verdict_order(merge_way(v->m->how), voice->silent, *best) >= 0))
			continue;
		*best = voice->silent;
		found = true;
	}
	return found;
}

/* The default must not allow calls that no input allows, unless --default asks for it. (The strictest default of those that
 * name the arch cannot.) */
static struct verdict silence_of_all(const struct voices *v, bool newer)
{
	struct verdict best = merge_silence_of(v->m, v->number.arch, newer);

	if (v->m->how->intersect || v->m->how->rules_only || preferred_silence(v, true, &best))
		return best;
	if (verdict_may_pass(best) && !v->m->how->otherwise && v->m->how->prefer != PREFER_REFUSE)
		preferred_silence(v, false, &best);
	return best;
}

static const struct voice *first_with_rule(const struct voices *v)
{
	for (size_t i = 0; i < v->m->count; i++)
		if (v->at[i].rule)
			return &v->at[i];
	return NULL;
}

/* Whether the answers of all policies equal those of one rule. */
static bool is_one_rule(const struct voices *v, const struct rule *rule)
{
	if (rule->row_count && !v->m->how->intersect && !verdict_equal(v->silent, v->m->out->otherwise))
		return false;
	for (size_t i = 0; i < v->m->count; i++) {
		const struct rule *other = v->at[i].rule;
		if (other ? !rule_answers_equal(rule, other) : v->at[i].speaks)
			return false;
	}
	return true;
}

/* --- the list --- */

/* Adds the rows of a policy and, if its default counts as an answer, a last row without conditions. */
static void add_set(struct voices *v, const struct voice *voice, struct merge_rows *set)
{
	static struct row any = {0};
	struct rule rule = {.verdict = voice->silent};
	struct merge_rows list = voice->rows;

	if (!voice->rule && !voice->speaks)
		return;
	if (voice->speaks)
		merge_rows_add(&list, &any, voice->silent);
	rule.rows = list.at;
	rule.row_count = list.count;
	if (list.count)
		merge_list_as_set(&v->m->manager, set, &rule, &v->number, merge_way(v->m->how));
}

/* Adds a last row without conditions if the default differs from `silent`. */
static void add_rest(const struct voices *v, struct merge_rows *list, struct verdict silent)
{
	static const struct row any = {0};

	if (!verdict_equal(silent, v->m->out->otherwise) && !(list->count && !list->at[list->count - 1].count))
		merge_rows_add(list, &any, silent);
}

static struct merge_rows union_of(struct voices *v)
{
	struct merge_rows set = {.arena = &v->m->out->arena};

	for (size_t i = 0; i < v->m->count; i++)
		add_set(v, &v->at[i], &set);
	merge_rows_settle(&set, merge_way(v->m->how));
	add_rest(v, &set, v->silent);
	return set;
}

static bool has_one_answer(const struct merge_rows *rows)
{
	for (size_t i = 1; i < rows->count; i++)
		if (!verdict_equal(rows->at[i].verdict, rows->at[0].verdict))
			return false;
	return true;
}

static struct merge_rows intersection_of(struct voices *v)
{
	struct merge *m = v->m;
	struct merge_rows all = v->at[0].rows;
	struct verdict silent = v->at[0].silent, own = v->at[0].silent;
	merge_join *join = merge_join_of(m);

	for (size_t i = 1; i < m->count; i++) {
		struct merge_rows product = {.arena = all.arena};
		struct verdict both[2] = {silent, v->at[i].silent};
		silent = join(&own, (struct merge_answer){both[0], true}, (struct merge_answer){both[1], true});
		merge_list_product(&m->manager, &product, &all, &v->at[i].rows, both, silent, &v->number, join, &own);
		all = product;
	}
	add_rest(v, &all, silent);
	if (has_one_answer(&all))
		merge_rows_settle(&all, MERGE_STRICT);
	return all;
}

/* --- the rule --- */

/* An empty list becomes a rule with the default answer. */
static void take_list(const struct voices *v, struct rule *rule, const struct merge_rows *list)
{
	rule->verdict = list->count ? list->at[0].verdict : v->m->out->otherwise;
	rule->rows = list->at;
	rule->row_count = list->count == 1 && !list->at[0].count ? 0 : list->count;
	for (size_t i = 0; i < list->count; i++) {
		struct row *row = &list->at[i];
		row->answers = !verdict_equal(row->verdict, rule->verdict);
		if (!row->answers)
			row->verdict = (struct verdict){0};
	}
}

static void keep_list(struct voices *v, struct rule *rule, const struct rule *of)
{
	struct arena *arena = &v->m->out->arena;

	rule->verdict = of->verdict;
	rule->rows = arena_alloc(arena, of->row_count * sizeof(*rule->rows));
	for (size_t i = 0; i < of->row_count; i++)
		rule->rows[i] = merge_row_copy(arena, &of->rows[i]);
	rule->row_count = of->row_count;
}

static void add_words(struct voices *v, struct rule *rule)
{
	struct arena *arena = &v->m->out->arena;
	const struct voice *speaker = first_with_rule(v);

	rule->why = WHY_USER;
	if (!speaker)
		return;
	const struct rule *first = speaker->rule;
	rule->why = first->why;
	rule->by = arena_string(arena, first->by);
	rule->of = arena_string(arena, first->of);
	rule->set = arena_string(arena, first->set);
	rule->note = arena_string(arena, first->note);
	for (size_t i = 0; i < v->m->count && !v->m->within; i++)
		if (v->at[i].rule)
			merge_words_add(arena, rule, v->at[i].rule);
}

static void add_deep(struct voices *v, struct rule *rule)
{
	AUTO_FREE const struct rule **rules = mem_alloc(v->m->count * sizeof(*rules));
	size_t count = 0;

	for (size_t i = 0; i < v->m->count; i++)
		if (v->at[i].rule)
			rules[count++] = v->at[i].rule;
		else if (v->at[i].speaks && !v->m->how->intersect)
			return;                       /* its default allows calls without deep rows */
	if (!count)
		return;
	(v->m->how->intersect ? merge_deep_and : merge_deep_or)(&v->m->out->arena, rule, rules, count);
}

/* Whether a rule of an intersection has no effect. A union keeps such rules for their reasons and notes. */
static bool is_idle(const struct voices *v, const struct rule *rule)
{
	return v->m->how->intersect && !rule->row_count && verdict_equal(rule->verdict, v->unruled);
}

/* Whether a range would match the number if it had no rule. */
static bool is_in_range(const struct voices *v)
{
	const struct merge_key inside = {CALL_UNKNOWN, v->key->nr, UINT32_MAX};

	if (v->key->last > v->key->nr)
		return false;
	for (size_t i = 0; i < v->m->count; i++)
		if (merge_rule_of(v->m->inputs[i].policy, v->number.arch, &inside))
			return true;
	return merge_rest_has(v->m->rest, v->number.arch, v->key->nr);
}

static void note_foreign(const struct voices *v, const struct rule *rule)
{
	v->m->foreign_only &= !rule->row_count && verdict_equal(rule->verdict, v->m->out->foreign);
}

static int make_rule(struct voices *v, struct rule *rule, struct err *err)
{
	const struct voice *first = first_with_rule(v);
	bool range = v->key->last > v->key->nr;

	*rule = (struct rule){.id = v->key->id, .archs = ARCH_BIT(v->number.arch)};
	rule->nr = rule->id == CALL_UNKNOWN ? v->key->nr : 0;
	rule->last = range ? v->key->last : 0;
	if (first && is_one_rule(v, first->rule)) {
		keep_list(v, rule, first->rule);
		note_foreign(v, rule);
	} else {
		struct merge_rows list = v->m->how->intersect ? intersection_of(v) : union_of(v);
		if (merge_find_clash(v, &list, err))
			return -1;
		take_list(v, rule, &list);
		note_foreign(v, rule);
		if (is_idle(v, rule) && !is_in_range(v))
			return 0;
	}
	add_words(v, rule);
	add_deep(v, rule);
	return 1;
}

int merge_number(struct merge *m, enum arch arch, const struct merge_key *key, struct rule *rule, struct err *err)
{
	AUTO_FREE struct voice *at = mem_alloc(m->count * sizeof(*at));
	struct voices v = {.m = m, .number = {arch, key->id, key->nr}, .key = key, .at = at};

	v.unruled = merge_answer_without(m->out, arch, key);
	for (size_t i = 0; i < m->count; i++)
		listen(&v, i, merge_rule_of(m->inputs[i].policy, arch, key));
	yield(&v);
	v.silent = silence_of_all(&v, !first_with_rule(&v) && merge_key_is_newer(arch, key));
	return make_rule(&v, rule, err);
}
