/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The judge compares every call of the arch and every number without a name.
 * Differences are described by the rules, or by an example call if the rules do
 * not show them. A call without a rule gets its policy's default: a call that has
 * a rule on neither side has not changed, even if the default has.
 */
#include "analyzer/diff/change.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/derive/relations.h"
#include "analyzer/diff/row_diff.h"
#include "analyzer/diff/same_power.h"
#include "analyzer/diff/witness.h"
#include "analyzer/rows/deep_compare.h"
#include "analyzer/rows/rule_words.h"
#include "analyzer/text/format.h"
#include "core/base/order.h"

enum { BEFORE, AFTER };
enum { RANGES_MOST = 10000 };                 /* of numbers to look at, per arch: a filter can answer every second one differently */

struct diffing {
	struct changes *changes;
	const struct change_side *sides;
	const struct judge *judge;
	enum arch arch;
	struct relations relations;
};

/* A number on both sides: its rules, or substitutes for them. */
struct pair {
	struct rule rule[2];
	bool ruled[2];
	struct difference difference;
};

static struct verdict general_of(const struct policy *policy, enum arch arch, uint32_t nr)
{
	return syscall_is_newer(arch, nr) ? policy->newer : policy->otherwise;
}

static struct pair pair_of(const struct diffing *c, uint32_t nr)
{
	struct verdict general[2];
	struct pair pair;

	for (int side = 0; side < 2; side++) {
		const struct policy *policy = c->sides[side].policy;
		const struct rule *rule = policy_find(policy, c->arch, nr);
		general[side] = general_of(policy, c->arch, nr);
		pair.ruled[side] = rule;
		pair.rule[side] = rule ? *rule : (struct rule){.id = (enum syscall_id)syscall_by_nr(c->arch, nr), .verdict = general[side]};
	}
	pair.difference = c->judge->number(c->judge->context, c->arch, nr, general[BEFORE], general[AFTER]);
	return pair;
}

static void add_verdicts(struct text *out, struct verdict before, struct verdict after)
{
	text_add(out, "now ");
	verdict_text_brief(after, out);
	text_add(out, ", before ");
	verdict_text_brief(before, out);
}

static void begin_part(struct text *out)
{
	text_add(out, out->length ? "; " : "");
}

/* The deep rows of a rule as plain rows, for printing. */
static struct rule behind(const struct rule *rule)
{
	return (struct rule){.id = rule->id, .rows = rule->deep, .row_count = rule->deep_count};
}

static void add_deep_only(struct text *out, const char *now, const struct rule *rule)
{
	const struct rule is = behind(rule);
	AUTO_TEXT struct text words = {0};

	if (!is.row_count)
		return;
	row_diff_only(&is, &words);
	begin_part(out);
	text_format(out, "deep: %s%s", now, words.at);
}

/* Of a call that both sides refuse it makes no difference what they need of it. */
static bool has_equal_deep(const struct diffing *c, const struct pair *pair)
{
	const struct rule *was = &pair->rule[BEFORE], *is = &pair->rule[AFTER];

	return c->sides[BEFORE].is_filter || c->sides[AFTER].is_filter || (!rule_passes(was) && !rule_passes(is)) ||
	       rows_equal(was->deep, was->deep_count, is->deep, is->deep_count);
}

static void add_deep(struct text *out, const struct diffing *c, const struct pair *pair)
{
	const struct row_diff rows = {c->judge, c->arch, true};
	const struct rule was = behind(&pair->rule[BEFORE]), is = behind(&pair->rule[AFTER]);
	AUTO_TEXT struct text words = {0};

	if (!was.row_count) {
		add_deep_only(out, "now ", &pair->rule[AFTER]);
		return;
	}
	begin_part(out);
	if (!is.row_count)
		text_add(&words, "now anything");
	else if (!row_diff_difference(&rows, &was, &is, &words))
		row_diff_only(&is, &words);
	text_format(out, "deep: %s", words.at);
}

static void add_answers(struct text *out, const struct pair *pair)
{
	text_add(out, "now ");
	rule_answers_words(&pair->rule[AFTER], out);
	text_add(out, "; before ");
	rule_answers_words(&pair->rule[BEFORE], out);
}

/* Describes the difference of the rules, as far as they show it. */
static void add_rules(struct text *out, const struct diffing *c, const struct pair *pair)
{
	const struct row_diff rows = {c->judge, c->arch, false};
	const struct rule *was = &pair->rule[BEFORE], *is = &pair->rule[AFTER];

	if (!rule_is_plain(was) || !rule_is_plain(is)) {
		add_answers(out, pair);
		begin_part(out);
		witness_words(&pair->difference, out);
		return;
	}
	if (!verdict_equal(was->verdict, is->verdict))
		add_verdicts(out, was->verdict, is->verdict);
	row_diff_difference(&rows, was, is, out);
}

/* A policy cannot describe the difference if its filter was compared. */
static bool are_exact(const struct diffing *c, const struct pair *pair)
{
	for (int side = 0; side < 2; side++)
		if (c->sides[side].policy->inexact_count || (!pair->ruled[side] && !pair->ruled[!side]))
			return false;
	return true;
}

static void add_gained(struct text *out, const struct pair *pair)
{
	const struct rule *is = &pair->rule[AFTER];

	if (!rule_is_plain(is)) {
		rule_answers_words(is, out);
	} else {
		if (is->verdict.action != ACTION_ALLOW)
			verdict_text_brief(is->verdict, out);
		row_diff_only(is, out);
	}
	add_deep_only(out, "", is);
}

static void add_lost(struct text *out, const struct pair *pair)
{
	text_add(out, "now ");
	if (rule_is_plain(&pair->rule[AFTER]) && !verdict_passes(pair->rule[AFTER].verdict))
		verdict_text_brief(pair->rule[AFTER].verdict, out);
	else
		verdict_text_brief(pair->difference.after, out);
}

/* A call that no longer passes is not lost if a tracer may now make some of it. */
static enum change_kind kind_of(const struct difference *difference)
{
	if (!difference->differs || difference->passed == difference->passes || (difference->passed && difference->widens))
		return CHANGE_OTHER;
	return difference->passes ? CHANGE_GAINED : CHANGE_LOST;
}

static void add_words(struct text *out, const struct diffing *c, const struct pair *pair, enum change_kind kind)
{
	if (!are_exact(c, pair)) {
		witness_words(&pair->difference, out);
		return;
	}
	if (kind == CHANGE_GAINED)
		add_gained(out, pair);
	else if (kind == CHANGE_LOST)
		add_lost(out, pair);
	else
		add_rules(out, c, pair);
	if (kind == CHANGE_OTHER && !out->length)
		witness_words(&pair->difference, out);
}

/* Extends the range if the previous number changed in the same way. */
static bool extend(struct changes *changes, const struct change *change)
{
	struct change *last = changes->count ? &changes->at[changes->count - 1] : NULL;

	if (!last || change->id != CALL_UNKNOWN || last->id != CALL_UNKNOWN || last->last + 1 != change->nr ||
	    last->kind != change->kind || last->wider != change->wider || last->narrower != change->narrower || strcmp(last->words, change->words))
		return false;
	last->last = change->last;
	return true;
}

static void add_change(struct diffing *c, struct change change, const struct text *words)
{
	struct changes *changes = c->changes;

	change.category = change.id == CALL_UNKNOWN ? CATEGORY_NONE : syscall_category((enum syscall_id)change.id);
	change.words = words->at ? arena_string(&changes->arena, words->at) : "";
	if (extend(changes, &change))
		return;
	changes->at = mem_grow(changes->at, changes->count, &changes->room, sizeof(*changes->at));
	changes->at[changes->count++] = change;
}

/* Whether the deep rows differ in what they admit; whether they admit more now, or less. */
static bool compare_deep(const struct diffing *c, const struct pair *pair, struct change *change)
{
	const struct rule *was = &pair->rule[BEFORE], *is = &pair->rule[AFTER];

	if (change->kind != CHANGE_OTHER || has_equal_deep(c, pair))
		return false;
	bool more = !deep_covers(c->judge, was, is), less = !deep_covers(c->judge, is, was);
	change->wider |= more;
	change->narrower |= less;
	return more || less;
}

static void find_same_power(const struct diffing *c, const struct pair *pair, struct change *change)
{
	struct same_power found = {0};

	if (change->kind == CHANGE_GAINED && are_exact(c, pair))
		found = same_power_of(&c->relations, c->sides[BEFORE].policy, &pair->rule[AFTER], c->arch, c->judge);
	change->same_as = found.call;
	change->set = found.set;
}

/* Numbers from `nr` to `last` share one pair of rules. */
static void compare_pair(struct diffing *c, const struct pair *pair, uint32_t nr, uint32_t last)
{
	AUTO_TEXT struct text words = {0};
	struct change change = {
		.kind = kind_of(&pair->difference), .id = syscall_by_nr(c->arch, nr), .nr = nr, .last = last,
		.wider = pair->difference.widens, .narrower = pair->difference.narrows,
	};
	bool deep = compare_deep(c, pair, &change);

	if (!pair->difference.differs && !deep)
		return;
	find_same_power(c, pair, &change);
	change.derived = pair->rule[change.kind == CHANGE_LOST ? BEFORE : AFTER].why == WHY_EQUIVALENT;
	if (pair->difference.differs)
		add_words(&words, c, pair, change.kind);
	if (deep)
		add_deep(&words, c, pair);
	add_change(c, change, &words);
}

/* The last number up to which all unnamed numbers have the same rules and default as this one. */
static uint32_t end_of_rules(const struct diffing *c, uint32_t nr, uint32_t last)
{
	uint32_t newest = arch_info(c->arch)->newest;

	if (nr <= newest && last > newest)
		last = newest;
	for (int side = 0; side < 2; side++)
		for (size_t i = 0; i < c->sides[side].policy->rule_count; i++) {
			const struct rule *rule = &c->sides[side].policy->rules[i];
			uint32_t end = rule_is_range(rule) ? rule->last : rule->nr;
			if (rule->id != CALL_UNKNOWN || !(rule->archs & ARCH_BIT(c->arch)))
				continue;
			if (rule->nr > nr && rule->nr <= last)
				last = rule->nr - 1;
			if (end >= nr && end < last)
				last = end;
		}
	return last;
}

/* The last number of a run without names. */
static uint32_t end_of_nameless(enum arch arch, uint32_t nr, uint32_t last)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t named = syscall_nr((enum syscall_id)id, arch);
		if (named > nr && named <= last)
			last = (uint32_t)named - 1;
	}
	return last;
}

/* The rest is one change: what of it differs is not known. */
static void add_rest(struct diffing *c, uint32_t nr)
{
	AUTO_TEXT struct text words = {0};
	struct change rest = {.kind = CHANGE_OTHER, .id = CALL_UNKNOWN, .nr = nr, .last = UINT32_MAX, .wider = true, .narrower = true};

	text_add(&words, "some of these, in too many ranges to list them");
	add_change(c, rest, &words);
}

static void compare_nameless(struct diffing *c)
{
	uint32_t nr = 0, last;
	size_t ranges = 0;

	do {
		last = nr;
		if (syscall_by_nr(c->arch, nr) == CALL_UNKNOWN) {
			struct pair pair = pair_of(c, nr);
			last = end_of_rules(c, nr, end_of_nameless(c->arch, nr, pair.difference.last));
			compare_pair(c, &pair, nr, last);
		}
		nr = last + 1;
	} while (last != UINT32_MAX && ++ranges < RANGES_MOST);
	if (last != UINT32_MAX)
		add_rest(c, nr);
}

static void compare_named(struct diffing *c)
{
	for (int id = 0; id < CALL_COUNT; id++) {
		int64_t nr = syscall_nr((enum syscall_id)id, c->arch);
		if (nr < 0)
			continue;
		struct pair pair = pair_of(c, (uint32_t)nr);
		compare_pair(c, &pair, (uint32_t)nr, (uint32_t)nr);
	}
}

static uint64_t change_key(const struct change *change)
{
	uint64_t category = change->category == CATEGORY_NONE ? CATEGORY_COUNT : (uint64_t)change->category;
	uint64_t call = change->id == CALL_UNKNOWN ? change->nr : (uint64_t)change->id;

	return category << 32 | call;
}

static int change_order(const void *left, const void *right)
{
	return number_order(change_key(left), change_key(right));
}

static bool has_equal_power(const struct change *a, const struct change *b)
{
	return a->wider == b->wider && a->narrower == b->narrower &&
	       (a->same_as && b->same_as ? !strcmp(a->same_as, b->same_as) : a->same_as == b->same_as);
}

static bool changed_together(const struct change *a, const struct change *b, const int component[CALL_COUNT])
{
	return b->id != CALL_UNKNOWN && component[a->id] == component[b->id] &&
	       a->kind == b->kind && has_equal_power(a, b) && !strcmp(a->words, b->words);
}

/* The leader of a line is its first change that was not derived, else the first. */
static void lead(struct changes *changes, size_t which, const int component[CALL_COUNT])
{
	int leader = -1;

	for (size_t i = 0; i < changes->count && changes->at[which].id != CALL_UNKNOWN; i++) {
		if (!changed_together(&changes->at[which], &changes->at[i], component))
			continue;
		if (leader < 0)
			leader = (int)i;
		if (changes->at[i].derived)
			continue;
		leader = (int)i;
		break;
	}
	changes->at[which].leader = leader < 0 ? (int)which : leader;
}

void changes_of(struct changes *changes, const struct change_side sides[2], enum arch arch, const struct judge *judge)
{
	static const struct derive_options standard = { .level = LEVEL_DEFAULT };
	struct diffing c = {changes, sides, judge, arch, {0}};
	int component[CALL_COUNT];

	relations_of(&c.relations, &standard);
	compare_named(&c);
	compare_nameless(&c);
	if (changes->count)
		qsort(changes->at, changes->count, sizeof(*changes->at), change_order);
	relations_components(&c.relations, component);
	for (size_t i = 0; i < changes->count; i++)
		lead(changes, i, component);
	relations_free(&c.relations);
}

static bool change_equal(const struct change *a, const struct change *b)
{
	return a->kind == b->kind && a->id == b->id && (a->id != CALL_UNKNOWN || (a->nr == b->nr && a->last == b->last)) &&
	       a->leader == b->leader && has_equal_power(a, b) && !strcmp(a->words, b->words);
}

bool changes_equal(const struct changes *a, const struct changes *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (!change_equal(&a->at[i], &b->at[i]))
			return false;
	return true;
}

void changes_free(struct changes *changes)
{
	free(changes->at);
	arena_free(&changes->arena);
	*changes = (struct changes){0};
}
