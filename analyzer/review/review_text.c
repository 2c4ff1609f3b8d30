/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text is that of the diff, with what is dangerous before it and what is
 * known of each line behind it.
 */
#include "analyzer/review/review.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/mark.h"

enum { BUILD_SHOWN = 8 };                     /* digits of a build-id */

/* Begins a further line. */
static void begin(struct text *out)
{
	text_add(out, out->length ? "\n" : "");
}

static void add_build(const char *build_id, struct text *out)
{
	char shown[BUILD_SHOWN + 1];

	snprintf(shown, sizeof(shown), "%s", build_id);
	format_plain(shown, out);
}

static void add_version(const char *package, const char *version, struct text *out)
{
	if (package) {
		format_plain(package, out);
		text_add(out, " ");
	}
	format_plain(version, out);
}

static void add_change(const char *const package[2], const char *const version[2], struct text *out)
{
	bool same = !strcmp(package[0], package[1]);

	add_version(package[0], version[0], out);
	if (same && !strcmp(version[0], version[1]))
		return;
	text_add(out, " -> ");
	add_version(same ? NULL : package[1], version[1], out);
}

/* "libcurl4 7.88.1-10 -> 8.14.1-2", from the old side to the new one. A package that only one side has is named with its side. */
static void add_versions(const struct review_place *place, bool gone, struct text *out)
{
	const char *const package[] = { gone ? place->package : place->package_before, gone ? place->package_before : place->package };
	const char *const version[] = { gone ? place->version : place->version_before, gone ? place->version_before : place->version };
	int known = package[0] ? 0 : 1;

	if (!package[0] && !package[1])
		return;
	if (package[0] && package[1]) {
		add_change(package, version, out);
	} else {
		add_version(package[known], version[known], out);
		text_add(out, known ? " now" : " before");
	}
	text_add(out, "; ");
}

/* Of calls that are gone, the other build is the new one. */
static void add_builds(const struct review_item *item, const struct review_place *place, struct text *out)
{
	bool gone = item->kind == REVIEW_LOST || item->kind == REVIEW_NARROWED;

	if (!place->build_id_before)
		return;
	text_add(out, " (");
	add_versions(place, gone, out);
	text_add(out, "build ");
	add_build(place->build_id, out);
	text_add(out, gone ? ", now " : ", before ");
	if (place->image_before) {
		format_plain(place->image_before, out);
		text_add(out, " ");
	}
	add_build(place->build_id_before, out);
	text_add(out, ")");
}

static void add_labels(const struct review_item *item, struct text *out)
{
	for (int i = 0; i < TRACE_LABELS && item->labels[i]; i++) {
		text_add(out, i ? ", " : "; recorded in ");
		format_plain(item->labels[i], out);
	}
	text_add(out, item->more_labels ? " and more" : "");
}

void review_cause(const struct review_item *item, struct text *out)
{
	if (!item->place_count)
		return;
	for (size_t i = 0; i < item->place_count; i++) {
		text_format(out, "%s%s", i ? ", " : "from ", item->place[i].words);
		add_builds(item, &item->place[i], out);
	}
	if (item->places > item->place_count)
		text_format(out, " and %zu more places", item->places - item->place_count);
	if (item->threads[0])
		text_format(out, "; thread%s %s", strchr(item->threads, ',') ? "s" : "", item->threads);
	add_labels(item, out);
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
		text_format(out, " before: %s", review_is_gone(item) ? "gone" : item->ran_again ? "the same tests ran again without it" :
		                                "perhaps just not seen this time");
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
	if (item->asked[0]) {
		begin(out);
		text_format(out, "recorded: %s", item->asked);
	}
	if (item->because[0] && !item->same_as) {
		begin(out);
		text_add(out, item->because);
	}
	add_seen(item, out);
}

/* What is dangerous is the first of them. */
static void add_indented(const char *lines, bool grave, struct text *out)
{
	mark_begin(out, grave ? MARK_DANGER : MARK_REASON);
	while (*lines) {
		size_t length = strcspn(lines, "\n");
		text_format(out, "        %.*s\n", (int)length, lines);
		mark_begin(out, MARK_REASON);
		lines += length + (lines[length] == '\n');
	}
	mark_end(out);
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
		add_indented(notes.at, !item->doubtful && review_is_grave(item), out);
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
		mark_begin(out, MARK_DANGER);
		text_format(out, "! %s: ", danger_class_name(danger_found_class(found)));
		review_danger_words(found, out);
		mark_end(out);
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
