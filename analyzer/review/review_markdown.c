/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A comment for a pull request: what is dangerous first, the rest folded. Names
 * of the traced program stand in code spans, where they can neither format text nor
 * mention users. Paths are not printed, only file names.
 */
#include "analyzer/review/review.h"

#include <string.h>

enum { COMMENT_MOST = 60000 };                /* bytes; GitHub takes 65,536 characters */

static void add_code(const char *words, struct text *out)
{
	text_add(out, "`");
	for (; *words; words++)
		text_format(out, "%c", *words == '`' ? '\'' : *words);
	text_add(out, "`");
}

static void add_lines(const char *lines, struct text *out)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");
		text_format(out, "  - %.*s\n", (int)length, lines);
		lines += length + (lines[length] == '\n');
	}
}

static void add_item(const struct review *review, const struct review_item *item, struct text *out)
{
	AUTO_TEXT struct text facts = {0}, cause = {0};

	text_add(out, "- ");
	add_code(item->name, out);
	text_format(out, " %s", item->doubtful ? "not compared, it was read inexactly" : review_kind_name(item->kind));
	if (item->with[0])
		text_format(out, " with %s", item->with);
	if (item->archs != review->diff->both) {
		text_add(out, " on ");
		arch_list(item->archs, ", ", out);
	}
	if (item->what[0] && !item->doubtful) {
		text_add(out, ": ");
		add_code(item->what, out);
	}
	text_add(out, "\n");
	review_facts(item, &facts);
	add_lines(facts.at ? facts.at : "", out);
	review_cause(item, &cause);
	if (!cause.length)
		return;
	text_add(out, "  - ");
	add_code(cause.at, out);
	text_add(out, "\n");
}

/* --- parts --- */

static bool is_dangerous(const struct review_item *item)
{
	return review_is_grave(item);
}

static bool is_power(const struct review_item *item)
{
	return !review_is_grave(item) && !item->same_as && !item->doubtful && (item->kind == REVIEW_GAINED || item->kind == REVIEW_WIDENED);
}

static bool is_equivalent(const struct review_item *item)
{
	return !review_is_grave(item) && item->same_as && !item->doubtful;
}

static bool is_less(const struct review_item *item)
{
	return !item->doubtful && (item->kind == REVIEW_LOST || item->kind == REVIEW_NARROWED);
}

static bool is_rest(const struct review_item *item)
{
	return item->doubtful || (!review_is_grave(item) && item->kind == REVIEW_ANSWER);
}

static const struct part {
	bool (*holds)(const struct review_item *item);
	const char *title;
} parts[] = {
	{is_dangerous, "Dangerous"}, {is_power, "New power"}, {is_equivalent, "The same power by another call"},
	{is_less, "No longer allowed or needed"}, {is_rest, "Other changes"},
};

static size_t count_of(const struct review *review, const struct part *part)
{
	size_t count = 0;

	for (size_t i = 0; i < review->count; i++)
		count += part->holds(&review->items[i]);
	return count;
}

static void add_items(const struct review *review, const struct part *part, struct text *out)
{
	size_t left_out = 0;

	for (size_t i = 0; i < review->count; i++)
		if (part->holds(&review->items[i]) && out->length < COMMENT_MOST)
			add_item(review, &review->items[i], out);
		else
			left_out += part->holds(&review->items[i]);
	if (left_out)
		text_format(out, "- and %zu more, which are too many for a comment\n", left_out);
}

/* Combinations belong to no single item. */
static void add_combinations(const struct review *review, struct text *out)
{
	for (size_t i = 0; i < review->opened_count; i++) {
		const struct danger_found *found = review->opened[i];
		AUTO_TEXT struct text words = {0};
		if (!found->pair || !danger_found_is_grave(found))
			continue;
		review_danger_words(found, &words);
		text_add(out, "- ");
		add_code(words.at, out);
		text_format(out, " together: %s: %s\n", danger_class_name(danger_found_class(found)), danger_found_what(found));
	}
}

static void add_part(const struct review *review, const struct part *part, struct text *out)
{
	size_t count = count_of(review, part);

	if (!count)
		return;
	if (part->holds == is_dangerous) {
		text_format(out, "\n**%s**\n\n", part->title);
		add_items(review, part, out);
		return;
	}
	text_format(out, "\n<details>\n<summary>%s (%zu)</summary>\n\n", part->title, count);
	add_items(review, part, out);
	text_add(out, "\n</details>\n");
}

static void add_heading(const struct review *review, struct text *out)
{
	const char *before = " ";
	size_t grave = count_of(review, &parts[0]);

	text_add(out, "### System calls:");
	if (grave)
		text_format(out, " %zu dangerous", grave);
	before = grave ? ", " : " ";
	for (int kind = 0; kind < REVIEW_KINDS; kind++) {
		if (!review->kinds[kind])
			continue;
		text_format(out, "%s%zu %s", before, review->kinds[kind], review_kind_name((enum review_kind)kind));
		before = ", ";
	}
	text_add(out, before[0] == ' ' ? " no call changed\n" : "\n");
}

/* What is not about a single call: archs and general answers. */
static void add_general(const struct review *review, struct text *out)
{
	const struct diff *diff = review->diff;

	if (diff->gained || diff->lost)
		text_add(out, "\n");
	if (diff->gained) {
		text_add(out, "- archs gained: ");
		arch_list(diff->gained, ", ", out);
		text_add(out, "\n");
	}
	if (diff->lost) {
		text_add(out, "- archs lost: ");
		arch_list(diff->lost, ", ", out);
		text_add(out, "\n");
	}
	for (size_t i = 0; i < DIFF_GENERALS; i++) {
		if (!diff_general_changed(diff, i))
			continue;
		text_format(out, "\n- %s: now ", diff_general_at(i)->name);
		verdict_text_brief(diff_general_of(diff, i, 1), out);
		text_add(out, ", before ");
		verdict_text_brief(diff_general_of(diff, i, 0), out);
		text_add(out, "\n");
	}
}

void review_markdown(const struct review *review, struct text *out)
{
	add_heading(review, out);
	if (!review->diff->different) {
		text_add(out, "\nBoth sides answer every call alike.\n");
		return;
	}
	add_general(review, out);
	for (size_t i = 0; i < COUNT_OF(parts); i++) {
		add_part(review, &parts[i], out);
		if (!i)
			add_combinations(review, out);
	}
}
