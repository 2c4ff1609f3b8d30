/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places are kept most frequent first. The code responsible is the first frame
 * outside of libc; without stacks it is the code that entered the kernel.
 */
#include "analyzer/review/place.h"

#include <stdlib.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/order.h"
#include "core/base/path.h"
#include "core/trace/caller.h"

/* The length of "libcurl.so" in "libcurl.so.4.8.0"; of other names, all of it. */
static size_t stem_of(const char *name)
{
	const char *version = strstr(name, ".so.");

	return version ? (size_t)(version - name) + 3 : strlen(name);
}

static bool is_same_image(const char *a, const char *b)
{
	size_t length = stem_of(path_base(a));

	return length == stem_of(path_base(b)) && !memcmp(path_base(a), path_base(b), length);
}

/* The other build of an image: NULL if the other trace has none, or this one too. */
static const struct trace_image *other_build(const struct place_finder *finder, const struct trace_image *image)
{
	const struct trace_image *found = NULL;

	for (size_t i = 0; finder->other && image->build_id && i < finder->other->image_count; i++) {
		const struct trace_image *other = &finder->other->images[i];
		if (!other->build_id || !is_same_image(other->path, image->path))
			continue;
		if (!strcmp(other->build_id, image->build_id))
			return NULL;
		found = other;
	}
	return found;
}

static struct review_place place_at(const struct place_finder *finder, int site, const char *words)
{
	const struct trace_site *at = site == TRACE_NOWHERE ? NULL : &finder->trace->sites[site];
	struct review_place place = { .words = arena_string(finder->arena, words) };

	if (!at)
		return place;
	const struct trace_image *image = &finder->trace->images[at->image];
	place.image = image->path;
	place.build_id = image->build_id;
	const struct trace_image *other = other_build(finder, image);
	place.build_id_before = other ? other->build_id : NULL;
	place.package = image->package;
	place.version = image->version;
	place.package_before = other ? other->package : NULL;
	place.version_before = other ? other->version : NULL;
	if (other && strcmp(path_base(other->path), path_base(image->path)))
		place.image_before = path_base(other->path);
	place.function = at->function;
	place.file = at->file;
	place.line = at->line;
	return place;
}

/* A new place takes the place of the least frequent one. */
static void insert(struct review_item *item, const struct review_place *place)
{
	size_t least = 0;

	item->places++;
	if (item->place_count < REVIEW_PLACES) {
		item->place[item->place_count++] = *place;
		return;
	}
	for (size_t i = 1; i < REVIEW_PLACES; i++)
		if (item->place[i].count <= item->place[least].count)
			least = i;
	if (item->place[least].count < place->count)
		item->place[least] = *place;
}

/* Whether the place is kept already, and counted. */
static bool joined(struct review_item *item, const char *words, uint64_t count)
{
	for (size_t i = 0; i < item->place_count; i++)
		if (!strcmp(item->place[i].words, words)) {
			item->place[i].count += count;
			return true;
		}
	return false;
}

static void add_place(struct place_finder *finder, const struct trace_call *call)
{
	AUTO_TEXT struct text words = {0};
	int site = caller_of(finder->trace, call);

	format_place(finder->trace, site, &words);
	if (joined(finder->item, words.at, call->count))
		return;
	struct review_place place = place_at(finder, site, words.at);
	place.count = call->count;
	insert(finder->item, &place);
}

static bool has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += length)
		if ((at == list || at[-1] == ' ') && (!at[length] || at[length] == ','))
			return true;
	return false;
}

static void add_threads(struct place_finder *finder, const struct trace_call *call)
{
	struct review_item *item = finder->item;

	for (int i = 0; i < TRACE_THREADS && call->threads[i][0] && !call->many_threads; i++) {
		AUTO_TEXT struct text words = {0}, name = {0};
		format_plain(call->threads[i], &name);
		if (has_word(item->threads, name.at))
			continue;
		text_format(&words, "%s%s%s", item->threads, item->threads[0] ? ", " : "", name.at);
		item->threads = arena_string(finder->arena, words.at);
	}
}

static bool is_about(const struct review_item *item, const struct trace_call *call, const struct change *change)
{
	if (!(item->archs & ARCH_BIT(call->arch)))
		return false;
	if (change->id != CALL_UNKNOWN)
		return syscall_by_nr(call->arch, call->nr) == change->id;
	return call->nr >= change->nr && call->nr <= change->last;
}

void place_add_call(struct place_finder *finder, const struct change *change)
{
	struct review_item *item = finder->item;

	for (size_t i = 0; i < finder->check->count; i++) {
		const struct trace_call *call = finder->check->findings[i].call;
		uint64_t seen = call->seen ? call->seen : 1;
		if (!is_about(item, call, change))
			continue;
		add_place(finder, call);
		add_threads(finder, call);
		trace_labels_join(finder->trace, &finder->labels, &call->labels);
		asked_add(&finder->asked, call, finder->rule);
		item->seen = seen > item->seen ? seen : item->seen;
	}
}

static int place_order(const void *left, const void *right)
{
	const struct review_place *a = left, *b = right;
	int order = number_order(b->count, a->count);

	return order ? order : strcmp(a->words, b->words);
}

/* Whether the other trace has recordings of all these labels. */
static bool has_labels(const struct place_finder *finder)
{
	for (int i = 0; finder->other && i < TRACE_LABELS && finder->item->labels[i]; i++)
		if (!trace_has_label(finder->other, finder->item->labels[i]))
			return false;
	return finder->other && finder->other->complete && finder->item->labels[0] && !finder->item->more_labels;
}

void place_finish(struct place_finder *finder)
{
	AUTO_TEXT struct text asked = {0};

	if (finder->item->place_count)
		qsort(finder->item->place, finder->item->place_count, sizeof(finder->item->place[0]), place_order);
	if (finder->item->seen)
		finder->item->shards = finder->trace->shards ? finder->trace->shards : 1;
	for (int i = 0; i < TRACE_LABELS; i++)
		finder->item->labels[i] = trace_label_at(finder->trace, &finder->labels, i);
	finder->item->more_labels = finder->labels.more;
	finder->item->ran_again = has_labels(finder);
	finder->item->cut_off = finder->other && !finder->other->complete;
	asked_words(&finder->asked, finder->item->what, &asked);
	if (asked.length)
		finder->item->asked = arena_string(finder->arena, asked.at);
}
