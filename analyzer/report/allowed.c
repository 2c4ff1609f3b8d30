/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every named call of every arch is asked for, and every number that a rule has.
 * A rule whose rows do not describe the answers is one that could not be lifted.
 */
#include "analyzer/report/allowed.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/rows/rule_words.h"
#include "core/base/order.h"

struct seen {
	bool pass, stop;
	struct verdict laxest;
};

static void take_answer(void *to, struct verdict verdict, const struct seccomp_data *example)
{
	struct seen *seen = to;

	(void)example;
	if ((!seen->pass && !seen->stop) || verdict.action < seen->laxest.action)
		seen->laxest = verdict;
	if (verdict_passes(verdict))
		seen->pass = true;
	else
		seen->stop = true;
}

static struct seen ask(const struct check_by *by, enum arch arch, uint32_t nr)
{
	struct seen seen = {0};
	struct box box;

	box_begin(&box, arch, nr);
	by->answers(by->context, &box, take_answer, &seen);
	return seen;
}

static struct verdict general_of(const struct policy *policy, enum arch arch, uint32_t nr)
{
	return syscall_is_newer(arch, nr) ? policy->newer : policy->otherwise;
}

static void conditions_words(const struct allowed_call *call, struct verdict general, struct text *out)
{
	const struct rule *rule = call->rule;

	if (call->some && rule && rule_is_plain(rule) && !verdict_passes(general)) {
		rows_words(rule->rows, rule->row_count, out);
	} else if (call->some && rule) {
		rule_answers_words(rule, out);
		text_add(out, "; else ");
		verdict_text_brief(general, out);
	} else if (call->some) {
		text_add(out, "some arguments, which no rule describes");
	}
	if (rule && rule->deep_count) {
		text_add(out, out->length ? "; behind pointers: " : "behind pointers: ");
		rows_words(rule->deep, rule->deep_count, out);
	}
}

static bool describes(const struct rule *rule, const struct allowed_call *call)
{
	return rule && ((call->some && rule->row_count) || rule->deep_count);
}

static bool same_call(const struct allowed_call *a, const struct allowed_call *b)
{
	return a->id == b->id && (a->id != CALL_UNKNOWN || (a->nr == b->nr && a->last == b->last));
}

static bool same_answer(const struct allowed_call *a, const struct allowed_call *b)
{
	return a->passes == b->passes && a->some == b->some && verdict_equal(a->verdict, b->verdict) && !strcmp(a->words, b->words);
}

static void add(struct allowed *allowed, struct allowed_call call, const struct text *words)
{
	call.category = call.id == CALL_UNKNOWN ? CATEGORY_NONE : syscall_category((enum syscall_id)call.id);
	call.words = words->length ? words->at : "";
	for (size_t i = allowed->count; i-- > 0;)
		if (same_call(&allowed->at[i], &call) && same_answer(&allowed->at[i], &call)) {
			allowed->at[i].archs |= call.archs;
			return;
		}
	call.words = arena_string(&allowed->arena, call.words);
	allowed->at = mem_grow(allowed->at, allowed->count, &allowed->room, sizeof(*allowed->at));
	allowed->at[allowed->count++] = call;
}

static void add_number(struct allowed *allowed, const struct check_by *by, enum arch arch, uint32_t nr, uint32_t last)
{
	const struct rule *rule = policy_find(allowed->policy, arch, nr);
	struct seen seen = ask(by, arch, nr);
	AUTO_TEXT struct text words = {0};
	struct allowed_call call = {
		.id = syscall_by_nr(arch, nr), .nr = nr, .last = last, .archs = ARCH_BIT(arch),
		.passes = seen.pass, .some = seen.pass && seen.stop, .verdict = seen.laxest,
	};

	if (!seen.pass && (!rule || verdict_equal(seen.laxest, general_of(allowed->policy, arch, nr))))
		return;
	if (seen.pass && describes(rule, &call))
		call.rule = rule;
	if (seen.pass)
		conditions_words(&call, general_of(allowed->policy, arch, nr), &words);
	add(allowed, call, &words);
}

static void add_arch(struct allowed *allowed, const struct check_by *by, enum arch arch)
{
	const struct policy *policy = allowed->policy;

	for (int id = 0; id < CALL_COUNT; id++)
		if (syscall_exists((enum syscall_id)id, arch)) {
			uint32_t nr = (uint32_t)syscall_nr((enum syscall_id)id, arch);
			add_number(allowed, by, arch, nr, nr);
		}
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct rule *rule = &policy->rules[i];
		if (rule->id == CALL_UNKNOWN && rule->archs & ARCH_BIT(arch) && syscall_by_nr(arch, rule->nr) == CALL_UNKNOWN)
			add_number(allowed, by, arch, rule->nr, rule_is_range(rule) ? rule->last : rule->nr);
	}
}

static int call_order(const void *left, const void *right)
{
	const struct allowed_call *a = left, *b = right;
	int a_none = a->category == CATEGORY_NONE, b_none = b->category == CATEGORY_NONE;

	if (a_none != b_none)
		return a_none - b_none;
	if (a->category != b->category)
		return number_order((uint64_t)a->category, (uint64_t)b->category);
	if (a->id != b->id)
		return strcmp(syscall_name((enum syscall_id)a->id), syscall_name((enum syscall_id)b->id));
	if (a->nr != b->nr && a->id == CALL_UNKNOWN)
		return number_order(a->nr, b->nr);
	/* Of one call: by the first arch. */
	return number_order(a->archs & (arch_set)-a->archs, b->archs & (arch_set)-b->archs);
}

static bool is_everywhere(const struct policy *policy, const struct allowed_call *call)
{
	arch_set having = call->id == CALL_UNKNOWN ? policy->archs : policy_archs_of(policy, (enum syscall_id)call->id);

	return call->archs == having;
}

void allowed_of(struct allowed *allowed, const struct policy *policy, const struct check_by *by)
{
	allowed->policy = policy;
	arch_each(arch, policy->archs)
		add_arch(allowed, by, arch);
	for (size_t i = 0; i < allowed->count; i++)
		allowed->at[i].everywhere = is_everywhere(policy, &allowed->at[i]);
	if (allowed->count)
		qsort(allowed->at, allowed->count, sizeof(*allowed->at), call_order);
}

void allowed_free(struct allowed *allowed)
{
	free(allowed->at);
	arena_free(&allowed->arena);
	*allowed = (struct allowed){0};
}
