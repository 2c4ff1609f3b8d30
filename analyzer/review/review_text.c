/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text is that of the diff, with what is dangerous before it and what is
 * known of each line behind it.
 */
#include "analyzer/review/review.h"

#include <inttypes.h>
#include <string.h>

enum { BUILD_SHOWN = 8 };                     /* digits of a build-id */

/* Begins a further line. */
static void begin(struct text *out)
{
	text_add(out, out->length ? "\n" : "");
}

static void add_builds(const struct review_place *place, struct text *out)
{
	if (place->build_id_before)
		text_format(out, " (build %.*s, before %.*s)", BUILD_SHOWN, place->build_id, BUILD_SHOWN, place->build_id_before);
}

void review_cause(const struct review_item *item, struct text *out)
{
	if (!item->place_count)
		return;
	for (size_t i = 0; i < item->place_count; i++) {
		text_format(out, "%s%s", i ? ", " : "from ", item->place[i].words);
		add_builds(&item->place[i], out);
	}
	if (item->places > item->place_count)
		text_format(out, " and %zu more places", item->places - item->place_count);
	if (item->threads[0])
		text_format(out, "; thread%s %s", strchr(item->threads, ',') ? "s" : "", item->threads);
}

static void add_seen(const struct review_item *item, struct text *out)
{
	bool lost = item->kind == REVIEW_LOST;

	if (!lost && item->shards < 2)
		return;
	if (!item->seen)
		return;
	begin(out);
	text_format(out, "seen in %" PRIu64 " of %" PRIu64 " recording%s", item->seen, item->shards, item->shards == 1 ? "" : "s");
	if (lost)
		text_format(out, " before: %s", review_is_gone(item) ? "gone" : "perhaps only not seen this time");
}

void review_facts(const struct review_item *item, struct text *out)
{
	if (item->danger) {
		begin(out);
		text_format(out, "%s: %s: %s", item->danger->grave ? "dangerous" : "worth knowing", danger_class_name(item->danger->class),
		            item->danger->what);
	}
	if (item->same_as) {
		begin(out);
		text_format(out, "same power as %s, which was allowed (set %s)", item->same_as, item->set);
	}
	if (item->because[0] && !item->same_as) {
		begin(out);
		text_add(out, item->because);
	}
	add_seen(item, out);
}

static void add_indented(const char *lines, struct text *out)
{
	while (*lines) {
		size_t length = strcspn(lines, "\n");
		text_format(out, "        %.*s\n", (int)length, lines);
		lines += length + (lines[length] == '\n');
	}
}

static void add_notes(void *context, const struct change *change, arch_set archs, struct text *out)
{
	const struct review_item *item = review_item_of(context, change, archs);
	AUTO_TEXT struct text notes = {0};

	if (item && !item->doubtful)
		review_facts(item, &notes);
	if (item && item->place_count) {
		begin(&notes);
		review_cause(item, &notes);
	}
	if (notes.length)
		add_indented(notes.at, out);
}

void review_danger_words(const struct danger_found *found, struct text *out)
{
	text_add(out, syscall_name(found->first));
	if (found->pair)
		text_format(out, " + %s", found->second == CALL_UNKNOWN ? "conditions" : syscall_name(found->second));
}

static void add_dangers(const struct review *review, struct text *out)
{
	for (size_t i = 0; i < review->opened_count && danger_found_is_grave(review->opened[i]); i++) {
		const struct danger_found *found = review->opened[i];
		text_format(out, "! %s: ", danger_class_name(danger_found_class(found)));
		review_danger_words(found, out);
		text_format(out, ": %s\n", danger_found_what(found));
	}
}

void review_text(const struct review *review, struct text *out)
{
	const struct diff_notes notes = { .add = add_notes, .context = (void *)(uintptr_t)review };

	if (!review->diff->different)
		return;
	add_dangers(review, out);
	diff_text(review->diff, &notes, out);
}
