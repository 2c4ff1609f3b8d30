/* SPDX-License-Identifier: Apache-2.0 */
/* The policy beside its reasons. */
#include "analyzer/page/section.h"

#include <inttypes.h>

#include "analyzer/rows/rows.h"

static void add_name(struct section *to, const struct rule *rule)
{
	if (rule->id != CALL_UNKNOWN) {
		section_call(to, (int)rule->id, rule->archs);
		return;
	}
	text_format(to->html.out, "<code>%" PRIu32, rule->nr);
	if (rule_is_range(rule))
		text_format(to->html.out, " to %" PRIu32, rule->last);
	section_add(to, "</code>");
}

static void add_rows(struct section *to, const struct rule *rule, const struct row *rows, size_t count, const char *before)
{
	if (!count)
		return;
	section_add(to, before);
	section_add(to, "<ul>");
	for (size_t i = 0; i < count; i++) {
		AUTO_TEXT struct text words = {0};
		row_words(&rows[i], &words);
		if (rows[i].answers && !verdict_equal(rows[i].verdict, rule->verdict)) {
			text_add(&words, ": ");
			verdict_text(rows[i].verdict, &words);
		}
		html_element(&to->html, "li", words.at);
	}
	section_add(to, "</ul>");
}

static void add_reason(struct section *to, const struct rule *rule)
{
	html_words(&to->html, why_name(rule->why));
	if (rule->of) {
		section_add(to, " of ");
		html_words(&to->html, rule->of);
	}
	if (rule->set) {
		section_add(to, " (set ");
		html_words(&to->html, rule->set);
		section_add(to, ")");
	}
	if (rule->by) {
		section_add(to, ": ");
		html_words(&to->html, rule->by);
	}
	if (!rule->note)
		return;
	section_add(to, "<br><q>");
	html_lines(&to->html, rule->note);
	section_add(to, "</q>");
}

static void add_rule(struct section *to, const struct rule *rule)
{
	AUTO_TEXT struct text answer = {0};

	verdict_text(rule->verdict, &answer);
	section_add(to, "<tr class=\"row\"><th scope=\"row\">");
	add_name(to, rule);
	section_add(to, "</th>");
	section_cell(to, answer.at);
	section_add(to, rule->row_count || rule->deep_count ? "<td class=\"names\">" : "<td class=\"names\">any arguments");
	add_rows(to, rule, rule->rows, rule->row_count, "");
	add_rows(to, rule, rule->deep, rule->deep_count, "behind pointers:");
	section_add(to, "</td><td class=\"names\">");
	add_reason(to, rule);
	section_add(to, "</td>");
	section_archs_cell(to, rule->archs);
	section_add(to, "</tr>\n");
}

static void add_general(struct section *to, const char *what, struct verdict verdict)
{
	AUTO_TEXT struct text words = {0};

	verdict_text(verdict, &words);
	section_add(to, "<dt>");
	section_add(to, what);
	section_add(to, "</dt>");
	html_element(&to->html, "dd", words.at);
}

/* A part that could not be read exactly puts the whole policy in doubt. */
static void add_inexact(struct section *to, const struct policy *policy)
{
	if (!policy->inexact_count)
		return;
	section_add(to, "<p class=\"alert\">The policy was read inexactly:</p>\n<ul>\n");
	for (size_t i = 0; i < policy->inexact_count; i++)
		html_element(&to->html, "li", policy->inexact[i].reason);
	section_add(to, "</ul>\n");
}

void section_policy(struct section *to)
{
	static const char *const headings[] = {"Call", "Answer", "Arguments", "Reason", "@Architectures", NULL};
	const struct policy *policy = to->page->policy;

	if (!to->page->policy_name)
		return;
	section_begin(to, "policy", "Policy", "Each rule beside the reason for it.");
	section_add(to, "<dl><dt>File</dt><dd><code>");
	html_words(&to->html, to->page->policy_name);
	section_add(to, "</code></dd>");
	add_general(to, "Any other call", policy->otherwise);
	add_general(to, "Calls newer than the table", policy->newer);
	add_general(to, "Other architectures", policy->foreign);
	section_add(to, "</dl>\n");
	add_inexact(to, policy);
	section_add(to, "<details class=\"rules\"><summary>");
	html_plural(&to->html, policy->rule_count, "rule");
	section_add(to, "</summary>\n");
	section_table(to, NULL, headings);
	for (size_t i = 0; i < policy->rule_count; i++)
		add_rule(to, &policy->rules[i]);
	section_table_end(to);
	section_add(to, "</details>\n");
	section_end(to);
}
