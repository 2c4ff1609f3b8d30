/* SPDX-License-Identifier: Apache-2.0 */
/* What differs from an older recording or policy, in the order of a review. */
#include "analyzer/page/section.h"

static void add_name(struct section *to, const struct review_item *item)
{
	html_element(&to->html, "code", item->name);
	if (!item->with[0])
		return;
	section_add(to, " with ");
	html_words(&to->html, item->with);
}

static void add_details(struct section *to, const struct review_item *item)
{
	AUTO_TEXT struct text words = {0};

	text_add(&words, item->what);
	if (!item->doubtful)
		review_facts(item, &words);
	section_add(to, "<td class=\"names\">");
	html_lines(&to->html, words.at);
	section_add(to, "</td>");
}

static void add_item(struct section *to, const struct review_item *item)
{
	AUTO_TEXT struct text cause = {0};

	section_add(to, review_is_grave(item) ? "<tr class=\"row grave\"><td><strong class=\"mark\">dangerous</strong> " : "<tr class=\"row\"><td>");
	html_words(&to->html, item->doubtful ? "not compared: read inexactly" : review_kind_name(item->kind));
	section_add(to, "</td><th scope=\"row\">");
	add_name(to, item);
	section_add(to, "</th>");
	add_details(to, item);
	review_cause(item, &cause);
	section_names_cell(to, cause.at);
	section_archs_cell(to, item->archs);
	section_add(to, "</tr>\n");
}

/* Archs and general answers belong to no call. */
static void add_archs(struct section *to, const char *what, arch_set archs)
{
	AUTO_TEXT struct text words = {0};

	if (!archs)
		return;
	arch_list(archs, ", ", &words);
	section_add(to, "<li>");
	section_add(to, what);
	html_words(&to->html, words.at);
	section_add(to, "</li>\n");
}

static void add_apart(struct section *to, const struct danger_found *found)
{
	AUTO_TEXT struct text words = {0};

	if (!review_is_apart(to->page->review, found))
		return;
	review_danger_words(found, &words);
	section_add(to, "<li><strong class=\"mark\">dangerous</strong>");
	section_add(to, found->pair ? " together: <code>" : ": <code>");
	html_words(&to->html, words.at);
	section_add(to, "</code>: ");
	html_words(&to->html, danger_found_what(found));
	section_add(to, "</li>\n");
}

static void add_general(struct section *to, const struct review *review)
{
	size_t start = to->html.out->length;

	section_add(to, "<ul>\n");
	size_t empty = to->html.out->length;
	add_archs(to, "Architectures gained: ", review->diff->gained);
	add_archs(to, "Architectures lost: ", review->diff->lost);
	arch_each(arch, review->diff->gained | review->diff->lost) {
		AUTO_TEXT struct text words = {0};
		text_format(&words, "%s: ", arch_info(arch)->name);
		if (diff_arch_words(review->diff, arch, &words))
			html_element(&to->html, "li", words.at);
	}
	for (size_t i = 0; i < DIFF_GENERAL_LINES; i++) {
		AUTO_TEXT struct text words = {0};
		if (diff_general_words(review->diff, i, &words))
			html_element(&to->html, "li", words.at);
	}
	for (size_t i = 0; i < review->opened_count; i++)
		add_apart(to, review->opened[i]);
	if (to->html.out->length == empty)
		to->html.out->length = start;
	else
		section_add(to, "</ul>\n");
}

void section_changes(struct section *to)
{
	static const char *const headings[] = {"Change", "Call", "Details", "Cause", "@Architectures", NULL};
	const struct review *review = to->page->review;

	if (!review)
		return;
	section_begin(to, "changes", "Changes", "What these recordings need that the older side does not allow, and the reverse.");
	add_general(to, review);
	if (review->count) {
		section_table(to, NULL, headings);
		for (size_t i = 0; i < review->count; i++)
			add_item(to, &review->items[i]);
		section_table_end(to);
	} else {
		section_add(to, "<p>No call changed.</p>\n");
	}
	section_end(to);
}
