/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A comment for a pull request: what is dangerous first, the rest folded. Names
 * of the traced program stand in code spans, where they can neither format text nor
 * mention users. Paths are not printed, only file names.
 */
#include "analyzer/review/review.h"

#include <string.h>

enum { COMMENT_MOST = 52000 };                /* bytes before the last item and what is apart; GitHub takes 65,536 characters */
enum { WORDS_MOST = 1500 };                   /* bytes of what an item says in one place: names have no limit */

/* Cut before a character, not inside. */
static size_t shown_length(const char *words)
{
	size_t length = strnlen(words, WORDS_MOST);

	while (words[length] && length && ((unsigned char)words[length] & 0xc0) == 0x80)
		length--;
	return length;
}

static void add_cut(const char *words, size_t length, struct text *out)
{
	text_add(out, words[length] ? " ..." : "");
}

static void add_code(const char *words, struct text *out)
{
	size_t length = shown_length(words);

	text_add(out, "`");
	for (size_t i = 0; i < length; i++)
		text_format(out, "%c", words[i] == '`' ? '\'' : words[i]);
	add_cut(words, length, out);
	text_add(out, "`");
}

static void add_plain(const char *words, struct text *out)
{
	size_t length = shown_length(words);

	text_add_bytes(out, words, length);
	add_cut(words, length, out);
}

/* The reason of a rule is from a file, the rest are seccord's own words. */
static void add_facts(const struct review_item *item, struct text *out)
{
	AUTO_TEXT struct text facts = {0};

	review_facts(item, &facts);
	for (char *line = facts.at; line && *line;) {
		char *end = line + strcspn(line, "\n"), *next = end + (*end != '\0');
		*end = '\0';
		text_add(out, "  - ");
		if (strcmp(line, item->because))
			text_add(out, line);
		else
			add_code(line, out);
		text_add(out, "\n");
		line = next;
	}
}

static void add_item(const struct review *review, const struct review_item *item, struct text *out)
{
	AUTO_TEXT struct text cause = {0};

	text_add(out, "- ");
	add_code(item->name, out);
	text_format(out, " %s", item->doubtful ? "not compared: read inexactly" : review_kind_name(item->kind));
	if (item->with[0]) {
		text_add(out, " with ");
		add_plain(item->with, out);
	}
	if (item->archs != review->diff->both) {
		text_add(out, " on ");
		arch_list(item->archs, ", ", out);
	}
	if (item->what[0] && !item->doubtful) {
		text_add(out, ": ");
		add_code(item->what, out);
	}
	text_add(out, "\n");
	add_facts(item, out);
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

static bool is_kept(const struct review *review, enum review_kind kind)
{
	return review->added && (kind == REVIEW_LOST || kind == REVIEW_NARROWED);
}

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
		text_format(out, "- and %zu more (too many for a comment)\n", left_out);
}

static size_t count_apart(const struct review *review)
{
	size_t count = 0;

	for (size_t i = 0; i < review->opened_count; i++)
		count += review_is_apart(review, review->opened[i]);
	return count;
}

/* Combinations, and what archs and general answers open, belong to no single item. */
static void add_apart(const struct review *review, struct text *out)
{
	for (size_t i = 0; i < review->opened_count; i++) {
		const struct danger_found *found = review->opened[i];
		AUTO_TEXT struct text words = {0};
		if (!review_is_apart(review, found))
			continue;
		review_danger_words(found, &words);
		text_add(out, "- ");
		add_code(words.at, out);
		text_format(out, "%s: %s: %s\n", found->pair ? " together" : "", danger_class_name(danger_found_class(found)),
		            danger_found_what(found));
	}
}

static void add_dangerous(const struct review *review, struct text *out)
{
	if (!count_of(review, &parts[0]) && !count_apart(review))
		return;
	text_format(out, "\n**%s**\n\n", parts[0].title);
	add_items(review, &parts[0], out);
	add_apart(review, out);
}

static void add_part(const struct review *review, const struct part *part, struct text *out)
{
	size_t count = count_of(review, part);

	if (!count)
		return;
	const char *title = review->added && part->holds == is_less ? "Not needed this time; accepting keeps them" : part->title;
	text_format(out, "\n<details>\n<summary>%s (%zu)</summary>\n\n", title, count);
	add_items(review, part, out);
	text_add(out, "\n</details>\n");
}

static void add_heading(const struct review *review, struct text *out)
{
	const char *before = " ";
	size_t grave = count_of(review, &parts[0]) + count_apart(review);

	text_add(out, "### System calls:");
	if (grave)
		text_format(out, " %zu dangerous", grave);
	before = grave ? ", " : " ";
	for (int kind = 0; kind < REVIEW_KINDS; kind++) {
		if (!review->kinds[kind] || is_kept(review, (enum review_kind)kind))
			continue;
		text_format(out, "%s%zu %s", before, review->kinds[kind], review_kind_name((enum review_kind)kind));
		before = ", ";
	}
	if (before[0] == ' ')
		text_add(out, review->added ? " no call gained" : review->diff->different ? " only archs or general answers changed" : " no call changed");
	text_add(out, "\n");
}

/* What is not about a single call: archs and general answers. */
static void add_general(const struct review *review, struct text *out)
{
	const struct diff *diff = review->diff;

	for (int side = 0; side < 2; side++)
		if (review->incomplete[side])
			text_format(out, "\nThe %s recording is incomplete: calls may be missing.\n", side ? "new" : "old");
	if (diff->gained || (diff->lost && !review->added))
		text_add(out, "\n");
	if (diff->gained) {
		text_add(out, "- archs gained: ");
		arch_list(diff->gained, ", ", out);
		text_add(out, "\n");
	}
	if (diff->lost && !review->added) {
		text_add(out, "- archs lost: ");
		arch_list(diff->lost, ", ", out);
		text_add(out, "\n");
	}
	arch_each(arch, diff->gained | diff->lost) {
		AUTO_TEXT struct text words = {0};
		if (diff_arch_words(diff, arch, &words))
			text_format(out, "- arch %s: %s\n", arch_info(arch)->name, words.at);
	}
	for (size_t i = 0; i < DIFF_GENERAL_LINES; i++) {
		AUTO_TEXT struct text words = {0};
		if (diff_general_words(diff, i, &words))
			text_format(out, "\n- %s\n", words.at);
	}
}

void review_markdown(const struct review *review, struct text *out)
{
	add_heading(review, out);
	if (!review->diff->different) {
		text_add(out, "\nBoth sides give the same answer to every call.\n");
		return;
	}
	add_general(review, out);
	add_dangerous(review, out);
	for (size_t i = 1; i < COUNT_OF(parts); i++)
		add_part(review, &parts[i], out);
}
