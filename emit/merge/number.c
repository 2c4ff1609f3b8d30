/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules with the same rows stay as they are. Otherwise a union is a set of
 * rows, of which the laxest answer (or with --prefer=refuse the strictest)
 * wins; an intersection is a product of lists. What cannot stand together was
 * found before, so which one wins decides only what the author decided.
 */
#include "emit/merge/number.h"

#include "emit/merge/answers.h"
#include "emit/merge/deep.h"
#include "emit/merge/rest.h"
#include "emit/merge/words.h"
#include "emit/proof/prove.h"

/* --- what each policy has for the number --- */

struct voice {
	const char *name;
	const struct rule *rule;              /* or NULL */
	struct verdict silent;
	bool speaks;                          /* its silence is an answer */
	struct merge_rows rows;               /* of its rule, in its order */
};

struct voices {
	struct merge *m;
	struct merge_number number;
	const struct merge_key *key;
	struct verdict unruled;               /* what the result answers without a rule for the number */
	struct verdict silent;                /* what a union is to answer where no row holds */
	struct voice *at;
};

/* A number that no row matches has the default, whatever its number. */
static struct verdict silence(const struct voices *v, const struct policy *policy, const struct rule *rule)
{
	return rule ? policy->otherwise : merge_answer_without(policy, v->number.arch, v->key);
}

/* The default that a policy has, if another one was ordered and each must be within it. */
static bool is_replaced(const struct voices *v, const struct policy *policy, const struct rule *rule)
{
	bool newer = !rule && merge_key_is_newer(v->number.arch, v->key);

	return v->m->how->otherwise && policy->archs & ARCH_BIT(v->number.arch) && !newer;
}

static void listen(struct voices *v, size_t i)
{
	const struct merge *m = v->m;
	const struct policy *policy = m->inputs[i].policy;
	struct voice *voice = &v->at[i];

	*voice = (struct voice){
		.name = m->inputs[i].name, .rule = merge_rule_of(policy, v->number.arch, v->key), .rows = {.arena = &m->out->arena},
	};
	voice->silent = silence(v, policy, voice->rule);
	voice->speaks = merge_silence_speaks(m, voice->silent);
	if (voice->speaks && is_replaced(v, policy, voice->rule))
		voice->silent = *m->how->otherwise;
	if (voice->rule)
		merge_rows_of_rule(&voice->rows, voice->rule, v->number.id, v->number.arch);
}

/* The preferred silence: of those that speak by it, or of all that are for the arch. */
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

/* No default lets through what nobody does, unless it was ordered. */
static struct verdict silence_of_all(const struct voices *v, bool newer)
{
	struct verdict best = merge_silence_of(v->m, v->number.arch, newer);

	if (v->m->how->intersect || v->m->how->rules_only || preferred_silence(v, true, &best))
		return best;
	if (verdict_may_pass(best) && !v->m->how->otherwise)
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

static bool say_the_same(const struct rule *a, const struct rule *b)
{
	return verdict_equal(a->verdict, b->verdict) && rows_equal(a->rows, a->row_count, b->rows, b->row_count);
}

/* Whether nobody says anything else than one rule does. */
static bool is_one_rule(const struct voices *v, const struct rule *rule)
{
	if (rule->row_count && !v->m->how->intersect && !verdict_equal(v->silent, v->m->out->otherwise))
		return false;
	for (size_t i = 0; i < v->m->count; i++) {
		const struct rule *other = v->at[i].rule;
		if (other ? !say_the_same(rule, other) : v->at[i].speaks)
			return false;
	}
	return true;
}

/* --- where they disagree --- */

static bool clash_of_any(struct verdict a, struct verdict b)
{
	static const struct merge_options how = {.prefer = PREFER_NEITHER};
	return merge_is_undecided(&how, a, b);
}

static bool is_beyond(struct verdict a, struct verdict b)
{
	return !verdict_is_within(a, b);
}

static bool falls_short_of(struct verdict a, struct verdict b)
{
	return !verdict_is_within(b, a);
}

static int disagree(const struct voices *v, size_t a, size_t b, const struct difference *found, struct err *err)
{
	const struct proof proof = {.call = found->call, .asked = found->asked};
	AUTO_TEXT struct text call = {0}, one = {0}, other = {0};

	prove_call_text(&proof, &call);
	verdict_text(found->before, &one);
	verdict_text(found->after, &other);
	return err_set(err, "%s: %s answers %s, %s %s%s", call.at, v->at[a].name, one.at, v->at[b].name, other.at,
	               merge_is_apart(found->before, found->after) ? ", and neither lets the other's calls through" :
	               v->m->how->rules_only ? ": take one out, or merge them by `seccord merge --prefer`" :
	               ": decide by --prefer=allow or --prefer=refuse");
}

static struct merge_side side_of(const struct voice *voice)
{
	return (struct merge_side){&voice->rows, voice->speaks ? &voice->silent : NULL};
}

/* Whether two can be at odds at all, in a union without a preference: a policy that has nothing to say of the number is not. */
static bool may_clash(const struct voice *a, const struct voice *b)
{
	bool both = a->rule && b->rule;

	if (both && say_the_same(a->rule, b->rule) && (!(a->speaks || b->speaks) || verdict_equal(a->silent, b->silent)))
		return false;
	return both || (a->speaks && b->speaks && merge_is_apart(a->silent, b->silent)) || (a->rule && b->speaks) ||
	       (b->rule && a->speaks);
}

static int find_clash_of_any(struct voices *v, struct err *err)
{
	struct difference found;

	for (size_t a = 0; a < v->m->count; a++)
		for (size_t b = a + 1; b < v->m->count; b++)
			if (may_clash(&v->at[a], &v->at[b]) &&
			    merge_list_clash(&v->m->space, side_of(&v->at[a]), side_of(&v->at[b]), &v->number, clash_of_any, &found))
				return disagree(v, a, b, &found, err);
	return 0;
}

/* The policy from which the result has an answer. */
static size_t source_of(const struct voices *v, const struct difference *found)
{
	uint64_t args[SYSCALL_ARGS];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = found->call.args[i];
	for (size_t i = 0; i < v->m->count; i++) {
		const struct voice *voice = &v->at[i];
		struct verdict answer = voice->rule ? rule_eval(voice->rule, v->number.arch, args, voice->silent) : voice->silent;
		if (verdict_equal(answer, found->before))
			return i;
	}
	return 0;
}

/* A preference settles all but whom to ask, where what it takes is not the answer of all. */
static int find_clash_of_asked(struct voices *v, const struct merge_rows *list, struct err *err)
{
	const struct merge_side result = {list, &v->m->out->otherwise};
	merge_clash *clash = v->m->how->intersect ? is_beyond : falls_short_of;
	struct difference found;

	for (size_t i = 0; i < v->m->count; i++)
		if (merge_list_clash(&v->m->space, result, side_of(&v->at[i]), &v->number, clash, &found))
			return disagree(v, source_of(v, &found), i, &found, err);
	return 0;
}

static int find_clash(struct voices *v, const struct merge_rows *list, struct err *err)
{
	const struct merge_options *how = v->m->how;

	if (v->m->space.failed)
		return err_set(err, "%s: its rules are too intricate to be merged",
		               v->key->id == CALL_UNKNOWN ? "a number" : syscall_name(v->key->id));
	if (v->m->within || (!how->intersect && how->prefer == PREFER_REFUSE))
		return 0;
	return how->intersect || how->prefer == PREFER_ALLOW ? find_clash_of_asked(v, list, err) : find_clash_of_any(v, err);
}

/* --- the list --- */

/* The answer of a policy to all, where its silence is one: a last row without conditions. */
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
		merge_list_as_set(&v->m->space, set, &rule, &v->number, merge_way(v->m->how));
}

static struct merge_rows union_of(struct voices *v)
{
	static const struct row any = {0};
	struct merge_rows set = {.arena = &v->m->out->arena};

	for (size_t i = 0; i < v->m->count; i++)
		add_set(v, &v->at[i], &set);
	merge_rows_settle(&set, merge_way(v->m->how));
	if (!verdict_equal(v->silent, v->m->out->otherwise) && !(set.count && !set.at[set.count - 1].count))
		merge_rows_add(&set, &any, v->silent);
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
	static const struct row any = {0};
	struct merge *m = v->m;
	struct merge_rows all = v->at[0].rows;
	struct verdict silent = v->at[0].silent, own = v->at[0].silent;
	merge_join *join = merge_join_of(m);

	for (size_t i = 1; i < m->count; i++) {
		struct merge_rows product = {.arena = all.arena};
		struct verdict both[2] = {silent, v->at[i].silent};
		silent = join(&own, (struct merge_answer){both[0], true}, (struct merge_answer){both[1], true});
		merge_list_product(&m->space, &product, &all, &v->at[i].rows, both, silent, &v->number, join, &own);
		all = product;
	}
	if (!verdict_equal(silent, m->out->otherwise))
		merge_rows_add(&all, &any, silent);
	if (has_one_answer(&all))
		merge_rows_settle(&all, MERGE_STRICT);
	return all;
}

/* --- the rule --- */

/* Nothing at all is what the default says. */
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
			return;                       /* of all that its silence allows it says nothing */
	if (!count)
		return;
	(v->m->how->intersect ? merge_deep_and : merge_deep_or)(&v->m->out->arena, rule, rules, count);
}

/* Whether an intersection says no more than the default does. A union keeps such a rule, for its words. */
static bool is_idle(const struct voices *v, const struct rule *rule)
{
	return v->m->how->intersect && !rule->row_count && verdict_equal(rule->verdict, v->unruled);
}

/* Whether a range of numbers would speak for it, if it had no rule of its own. */
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
		if (find_clash(v, &list, err))
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
		listen(&v, i);
	v.silent = silence_of_all(&v, !first_with_rule(&v) && merge_key_is_newer(arch, key));
	return make_rule(&v, rule, err);
}
