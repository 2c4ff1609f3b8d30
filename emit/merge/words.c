/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each result is a union of sets, or the minimum in an order: so the order of the
 * inputs does not matter, and duplicates appear once.
 */
#include "emit/merge/words.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/order.h"

static bool has_part(const char *const *parts, size_t count, const char *part)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(parts[i], part))
			return true;
	return false;
}

struct parts {
	const char **at;
	size_t count, room;
};

/* Splits `words` at the separator. */
static void add_parts(struct arena *arena, struct parts *parts, const char *words, const char *separator)
{
	char *rest = arena_string(arena, words);

	while (rest) {
		char *end = strstr(rest, separator);
		if (end)
			*end = '\0';
		if (!has_part(parts->at, parts->count, rest)) {
			parts->at = mem_grow(parts->at, parts->count, &parts->room, sizeof(*parts->at));
			parts->at[parts->count++] = rest;
		}
		rest = end ? end + strlen(separator) : NULL;
	}
}

static const char *join_parts(struct arena *arena, const char *a, const char *b, const char *separator)
{
	struct parts parts = {0};
	AUTO_TEXT struct text joined = {0};

	if (!a || !b || !strcmp(a, b))
		return arena_string(arena, a ? a : b);
	add_parts(arena, &parts, a, separator);
	add_parts(arena, &parts, b, separator);
	qsort(parts.at, parts.count, sizeof(*parts.at), order_strings);
	for (size_t i = 0; i < parts.count; i++)
		text_format(&joined, "%s%s", i ? separator : "", parts.at[i]);
	free(parts.at);
	return arena_string(arena, joined.at);
}

/* The author's own reason first, then observed calls, and last the reasons of refusals. */
static int why_rank(enum why why)
{
	static const uint8_t rank[] = {
		[WHY_USER] = 0, [WHY_OBSERVED] = 1, [WHY_VDSO] = 2, [WHY_EQUIVALENT] = 3,
		[WHY_IMPLIED] = 4, [WHY_ENVELOPE] = 5, [WHY_REACHABLE] = 6, [WHY_FALLBACK] = 7, [WHY_PLAN] = 8,
	};

	return rank[why];
}

static int reason_order(const struct rule *a, const struct rule *b)
{
	int order = why_rank(a->why) - why_rank(b->why);

	if (!order)
		order = string_order(a->of, b->of);
	return order ? order : string_order(a->set, b->set);
}

void merge_words_add(struct arena *arena, struct rule *rule, const struct rule *more)
{
	int order = reason_order(rule, more);

	rule->note = join_parts(arena, rule->note, more->note, "\n");
	if (order == 0)
		rule->by = join_parts(arena, rule->by, more->by, ", ");
	if (order <= 0)
		return;
	rule->why = more->why;
	rule->by = arena_string(arena, more->by);
	rule->of = arena_string(arena, more->of);
	rule->set = arena_string(arena, more->set);
}

void merge_words_of_policy(struct policy *policy, const struct policy *more)
{
	policy->note = join_parts(&policy->arena, policy->note, more->note, "\n");
	for (size_t i = 0; i < more->inexact_count; i++)
		policy_add_inexact(policy, more->inexact[i]);
}

static int inexact_order(const void *left, const void *right)
{
	const struct inexact *a = left, *b = right;
	int order = string_order(a->call, b->call);

	if (!order)
		order = number_order(a->line, b->line);
	return order ? order : string_order(a->reason, b->reason);
}

void merge_words_sort(struct policy *policy)
{
	if (policy->inexact_count)
		qsort(policy->inexact, policy->inexact_count, sizeof(*policy->inexact), inexact_order);
}
