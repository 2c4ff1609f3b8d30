/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON of the diff, with what is known of each change. */
#include "analyzer/review/review.h"

#include "analyzer/text/format.h"
#include "core/base/json.h"

static json_t *json_danger(const struct danger *danger)
{
	json_t *object = danger ? json_object() : json_null();

	if (!danger)
		return object;
	json_object_set_new(object, "class", json_string(danger_class_name(danger->class)));
	json_object_set_new(object, "dangerous", json_boolean(danger->grave));
	json_object_set_new(object, "what", json_string(danger->what));
	return object;
}

static json_t *json_same(const struct review_item *item)
{
	json_t *object = item->same_as ? json_object() : json_null();

	if (!item->same_as)
		return object;
	json_object_set_new(object, "call", json_string(item->same_as));
	json_object_set_new(object, "set", json_string(item->set));
	return object;
}

static json_t *json_place(const struct review_place *place)
{
	json_t *object = json_object();

	json_object_set_new(object, "image", format_json(place->image));
	json_object_set_new(object, "build_id", format_json(place->build_id));
	json_object_set_new(object, "build_id_before", format_json(place->build_id_before));
	json_object_set_new(object, "image_before", format_json(place->image_before));
	json_object_set_new(object, "package", format_json(place->package));
	json_object_set_new(object, "version", format_json(place->version));
	json_object_set_new(object, "package_before", format_json(place->package_before));
	json_object_set_new(object, "version_before", format_json(place->version_before));
	json_object_set_new(object, "function", format_json(place->function));
	json_object_set_new(object, "file", format_json(place->file));
	json_object_set_new(object, "line", json_integer(place->line));
	json_object_set_new(object, "count", format_json_count(place->count));
	return object;
}

static json_t *json_labels(const struct review_item *item)
{
	json_t *list = json_array();

	for (int i = 0; item && i < TRACE_LABELS && item->labels[i]; i++)
		json_array_append_new(list, format_json(item->labels[i]));
	return list;
}

static void add_json(void *context, const struct change *change, arch_set archs, json_t *object)
{
	const struct review_item *item = review_item_of(context, change, archs);
	json_t *places = json_array();

	for (size_t i = 0; item && i < item->place_count; i++)
		json_array_append_new(places, json_place(&item->place[i]));
	json_object_set_new(object, "kind", json_string(!item || item->doubtful ? "unknown" : review_kind_name(item->kind)));
	json_object_set_new(object, "danger", json_danger(item ? item->danger : NULL));
	json_object_set_new(object, "same_as", item ? json_same(item) : json_null());
	json_object_set_new(object, "because", item && item->because[0] ? json_string(item->because) : json_null());
	json_object_set_new(object, "recorded", item && item->asked[0] ? json_string(item->asked) : json_null());
	json_object_set_new(object, "places", places);
	json_object_set_new(object, "threads", format_json(item ? item->threads : ""));
	json_object_set_new(object, "labels", json_labels(item));
	json_object_set_new(object, "more_labels", json_boolean(item && item->more_labels));
	json_object_set_new(object, "ran_again", json_boolean(item && item->ran_again));
	json_object_set_new(object, "seen", format_json_count(item ? item->seen : 0));
	json_object_set_new(object, "recordings", format_json_count(item ? item->shards : 0));
}

static json_t *json_incomplete(const struct review *review)
{
	json_t *list = json_array();

	for (int side = 0; side < 2; side++)
		if (review->incomplete[side])
			json_array_append_new(list, json_string(side ? "new" : "old"));
	return list;
}

void review_json(const struct review *review, struct text *out)
{
	const struct diff_notes notes = { .add_json = add_json, .context = (void *)(uintptr_t)review };
	AUTO_JSON json_t *object = diff_json(review->diff, &notes);
	json_t *opened = json_array();

	for (size_t i = 0; i < review->opened_count; i++)
		json_array_append_new(opened, danger_json_one(review->opened[i]));
	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "opened", opened);
	json_object_set_new(object, "incomplete", json_incomplete(review));
	json_line(object, out);
	text_add(out, "\n");
}
