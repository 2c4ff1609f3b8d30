/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every call of the arch is asked of both policies: what has no rule has the
 * policy's default. A call that neither has a rule for has not changed, even
 * if the default has.
 */
#include "analyzer/change.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/atoms.h"
#include "analyzer/close.h"
#include "analyzer/words.h"

/* A rule for every call: that of the policy, or one that says its default. */
static struct rule answer(const struct policy *policy, enum arch arch, uint32_t nr, bool *ruled)
{
	const struct rule *rule = policy_find(policy, arch, nr);

	*ruled = rule;
	if (rule)
		return *rule;
	return (struct rule){.verdict = syscall_is_newer(arch, nr) ? policy->newer : policy->otherwise};
}

static bool passes(const struct rule *rule)
{
	return verdict_passes(rule->verdict);
}

static void add_verdicts(struct text *out, const struct rule *before, const struct rule *after)
{
	text_add(out, "now ");
	verdict_text_brief(after->verdict, out);
	text_add(out, ", before ");
	verdict_text_brief(before->verdict, out);
}

/* The deep rows of a rule as if they were its rows: they are compared and told alike. */
static struct rule behind(const struct rule *rule)
{
	return (struct rule){.rows = rule->deep, .row_count = rule->deep_count};
}

static void add_deep_only(struct text *out, const char *now, const struct rule *rule)
{
	const struct rule is = behind(rule);
	AUTO_TEXT struct text words = {0};

	if (!is.row_count)
		return;
	atoms_only(&is, &words);
	text_format(out, "%sdeep: %s%s", out->length ? "; " : "", now, words.at);
}

static bool compare_deep(const struct rule *before, const struct rule *after, struct text *out)
{
	const struct rule was = behind(before), is = behind(after);
	AUTO_TEXT struct text words = {0};

	if (!was.row_count) {
		add_deep_only(out, "now ", after);
		return is.row_count;
	}
	if (!is.row_count)
		text_add(&words, "now anything");
	else if (!atoms_difference(&was, &is, &words))
		return false;
	text_format(out, "%sdeep: %s", out->length ? "; " : "", words.at);
	return true;
}

/* Words and kind of a change; false if it is none. */
static bool compare(const struct rule *before, const struct rule *after, struct change *change, struct text *words)
{
	bool same_verdict = verdict_equal(before->verdict, after->verdict);

	change->kind = passes(before) == passes(after) ? CHANGE_OTHER : passes(after) ? CHANGE_GAINED : CHANGE_LOST;
	if (change->kind == CHANGE_GAINED) {
		if (after->verdict.action != ACTION_ALLOW)
			verdict_text_brief(after->verdict, words);
		atoms_only(after, words);
		add_deep_only(words, "", after);
		return true;
	}
	if (change->kind == CHANGE_LOST) {
		text_add(words, "now ");
		verdict_text_brief(after->verdict, words);
		return true;
	}
	if (!same_verdict)
		add_verdicts(words, before, after);
	bool same_rows = !atoms_difference(before, after, words);
	return compare_deep(before, after, words) || !same_rows || !same_verdict;
}

static void compare_call(struct changes *changes, const struct policy *before, const struct policy *after,
                         enum arch arch, uint32_t nr)
{
	AUTO_TEXT struct text words = {0};
	bool was_ruled, is_ruled;
	struct rule was = answer(before, arch, nr, &was_ruled), is = answer(after, arch, nr, &is_ruled);
	struct change change = {.id = syscall_by_nr(arch, nr), .nr = nr};

	if ((!was_ruled && !is_ruled) || !compare(&was, &is, &change, &words))
		return;
	change.category = change.id == CALL_UNKNOWN ? CATEGORY_NONE : syscall_category((enum syscall_id)change.id);
	change.derived = (change.kind == CHANGE_LOST ? was.why : is.why) == WHY_EQUIVALENT;
	change.words = words.at ? arena_string(&changes->arena, words.at) : "";
	changes->at = mem_grow(changes->at, changes->count, &changes->room, sizeof(*changes->at));
	changes->at[changes->count++] = change;
}

static int number_order(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

struct numbers {
	uint32_t *at;
	size_t count, room;
};

static void collect_numbers(struct numbers *numbers, const struct policy *policy, enum arch arch)
{
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (rule->id != CALL_UNKNOWN || !(rule->archs & ARCH_BIT(arch)))
			continue;
		numbers->at = mem_grow(numbers->at, numbers->count, &numbers->room, sizeof(*numbers->at));
		numbers->at[numbers->count++] = rule->nr;
	}
}

static void compare_numbers(struct changes *changes, const struct policy *before, const struct policy *after, enum arch arch)
{
	struct numbers numbers = {0};

	collect_numbers(&numbers, before, arch);
	collect_numbers(&numbers, after, arch);
	if (numbers.count)
		qsort(numbers.at, numbers.count, sizeof(*numbers.at), number_order);
	for (size_t i = 0; i < numbers.count; i++)
		if (!i || numbers.at[i] != numbers.at[i - 1])
			compare_call(changes, before, after, arch, numbers.at[i]);
	free(numbers.at);
}

static uint64_t change_key(const struct change *change)
{
	uint64_t category = change->category == CATEGORY_NONE ? CATEGORY_COUNT : (uint64_t)change->category;
	uint64_t call = change->id == CALL_UNKNOWN ? change->nr : (uint64_t)change->id;

	return category << 32 | call;
}

static int change_order(const void *left, const void *right)
{
	uint64_t a = change_key(left), b = change_key(right);

	return (a > b) - (a < b);
}

static bool changed_together(const struct change *a, const struct change *b, const int component[CALL_COUNT])
{
	return b->id != CALL_UNKNOWN && component[a->id] == component[b->id] &&
	       a->kind == b->kind && !strcmp(a->words, b->words);
}

/* The line of a change is led by the first of its like that was not derived, else by the first. */
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

void changes_of(struct changes *changes, const struct policy *before, const struct policy *after, enum arch arch)
{
	static const struct derive_options standard = {0};
	int component[CALL_COUNT];

	for (int id = 0; id < CALL_COUNT; id++)
		if (syscall_exists((enum syscall_id)id, arch))
			compare_call(changes, before, after, arch, (uint32_t)syscall_nr((enum syscall_id)id, arch));
	compare_numbers(changes, before, after, arch);
	if (changes->count)
		qsort(changes->at, changes->count, sizeof(*changes->at), change_order);
	close_components(&standard, component);
	for (size_t i = 0; i < changes->count; i++)
		lead(changes, i, component);
}

static bool change_equal(const struct change *a, const struct change *b)
{
	return a->kind == b->kind && a->id == b->id && (a->id != CALL_UNKNOWN || a->nr == b->nr) &&
	       a->leader == b->leader && !strcmp(a->words, b->words);
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
