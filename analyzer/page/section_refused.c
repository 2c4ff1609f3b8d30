/* SPDX-License-Identifier: Apache-2.0 */
/* The recorded calls that the policy would stop, the gravest first. */
#include "analyzer/page/section.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/check/check_deep.h"
#include "analyzer/text/format.h"
#include "core/base/order.h"
#include "core/trace/caller.h"

enum { MAKERS = 3 };

struct stopped_call {                              /* strings belong to the arena of the list */
	const struct danger *danger;                   /* or NULL */
	const char *call, *answer, *remedy, *maker;
	enum arch arch;
	uint64_t count;
};

struct stopped_calls {
	struct arena arena;
	struct stopped_call *at;
	size_t count;
};

/* Dangerous calls first, then those worth knowing, each by class. */
static uint64_t danger_rank(const struct danger *danger)
{
	return danger ? (danger->grave ? 0 : DANGER_CLASSES) + (uint64_t)danger->class : 2 * DANGER_CLASSES;
}

static int refusal_order(const void *left, const void *right)
{
	const struct stopped_call *a = left, *b = right;
	int order = number_order(danger_rank(a->danger), danger_rank(b->danger));

	if (!order)
		order = strcmp(a->call, b->call);
	if (!order)
		order = number_order(a->arch, b->arch);
	if (!order)
		order = strcmp(a->answer, b->answer);
	return order ? order : strcmp(a->remedy, b->remedy);
}

static int maker_order(const void *left, const void *right)
{
	const struct stopped_call *a = left, *b = right;
	int order = refusal_order(a, b);

	return order ? order : strcmp(a->maker, b->maker);
}

static struct stopped_call refusal_of(const struct section *to, const struct check_finding *finding, struct arena *arena)
{
	AUTO_TEXT struct text call = {0}, answer = {0}, remedy = {0}, maker = {0};

	check_call_words(finding, &call);
	check_answer_words(finding, &answer);
	check_remedy_words(finding, to->page->is_filter ? NULL : to->page->policy, to->page->suggest, &remedy);
	format_place(to->page->checked, caller_of(to->page->checked, finding->call), &maker);
	return (struct stopped_call){
		danger_of_call(finding->call), arena_string(arena, call.at), arena_string(arena, answer.at),
		finding->planned ? "none needed: the caller falls back" : arena_string(arena, remedy.length ? remedy.at : ""),
		arena_string(arena, maker.at), finding->call->arch, finding->call->count,
	};
}

/* Sorted; calls of one place that are refused alike are one. */
static void find_refusals(const struct section *to, struct stopped_calls *refusals)
{
	const struct check *check = to->page->check;
	size_t kept = 0;

	refusals->at = mem_alloc((check->count + 1) * sizeof(*refusals->at));
	for (size_t i = 0; i < check->count; i++)
		refusals->at[i] = refusal_of(to, &check->findings[i], &refusals->arena);
	qsort(refusals->at, check->count, sizeof(*refusals->at), maker_order);
	for (size_t i = 0; i < check->count; i++)
		if (kept && !maker_order(&refusals->at[kept - 1], &refusals->at[i]))
			refusals->at[kept - 1].count += refusals->at[i].count;
		else
			refusals->at[kept++] = refusals->at[i];
	refusals->count = kept;
}

static void refusals_free(struct stopped_calls *refusals)
{
	free(refusals->at);
	arena_free(&refusals->arena);
}

static void add_makers(struct section *to, const struct stopped_call *refusals, size_t count)
{
	section_add(to, "<td class=\"names\"><ul class=\"plain\">");
	for (size_t i = 0; i < count && i < MAKERS; i++) {
		section_add(to, "<li>");
		html_words(&to->html, refusals[i].maker);
		section_add(to, " <small>");
		html_plural(&to->html, refusals[i].count, "time");
		section_add(to, "</small></li>");
	}
	if (count > MAKERS)
		text_format(to->html.out, "<li>and %zu more place%s</li>", count - MAKERS, count - MAKERS == 1 ? "" : "s");
	section_add(to, "</ul></td>");
}

static void add_degree(struct section *to, const struct danger *danger)
{
	if (danger && danger->grave)
		section_add(to, " <strong class=\"mark\">dangerous</strong>");
	else if (danger)
		section_add(to, " <small>worth knowing</small>");
}

/* Refusals that differ in who made the call alone. */
static void add_refusal(struct section *to, const struct stopped_call *refusals, size_t count)
{
	section_add(to, "<tr class=\"row\"><th scope=\"row\"><code>");
	html_words(&to->html, refusals->call);
	section_add(to, "</code>");
	add_degree(to, refusals->danger);
	section_add(to, "</th>");
	section_cell(to, refusals->answer);
	add_makers(to, refusals, count);
	section_add(to, "<td class=\"names\"><code>");
	html_words(&to->html, refusals->remedy);
	section_add(to, "</code></td>");
	section_archs_cell(to, ARCH_BIT(refusals->arch));
	section_add(to, "</tr>\n");
}

static void add_refusals(struct section *to)
{
	static const char *const headings[] = {"Call", "Answer", "Made by", "Change to the policy", "@Architecture", NULL};
	struct stopped_calls refusals = {0};

	find_refusals(to, &refusals);
	section_table(to, NULL, headings);
	for (size_t i = 0, end; i < refusals.count; i = end) {
		for (end = i + 1; end < refusals.count && !refusal_order(&refusals.at[i], &refusals.at[end]);)
			end++;
		add_refusal(to, &refusals.at[i], end - i);
	}
	section_table_end(to);
	refusals_free(&refusals);
}

/* Values behind pointers, which no filter sees. */
static void add_outside(struct section *to)
{
	const struct check *check = to->page->check;

	if (!check->outside_count)
		return;
	section_add(to, "<p>Outside the deep rows of their rule, which no filter enforces:</p>\n<ul>\n");
	for (size_t i = 0; i < check->outside_count; i++) {
		AUTO_TEXT struct text line = {0};
		check_deep_text(&check->outside[i], to->page->checked, &line);
		section_add(to, "<li class=\"row\">");
		html_lines(&to->html, line.at);
		section_add(to, "</li>\n");
	}
	section_add(to, "</ul>\n");
}

void section_refused(struct section *to)
{
	if (!to->page->policy_name)
		return;
	section_begin(to, "refused", "Refused", "Recorded calls that the policy would stop.");
	if (to->page->check->count)
		add_refusals(to);
	else
		section_add(to, "<p>The policy stops none of the recorded calls.</p>\n");
	add_outside(to);
	section_end(to);
}
