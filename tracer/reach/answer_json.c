/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cached form of an answer. What is read may be anything: every index is
 * checked, and whatever is not exactly what answer_json() writes is an error.
 */
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "tracer/reach/answer.h"

enum { COUNT_MOST = 1 << 20 };

/* Names in files are bytes; JSON is UTF-8. */
static json_t *name_json(const char *name)
{
	AUTO_TEXT struct text text = {0};

	if (!name)
		return json_null();
	json_text_of_bytes(name, &text);
	return json_string(text.at ? text.at : "");
}

static json_t *list_json(const struct answer_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_integer(list->at[i]));
	return array;
}

static json_t *images_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->image_count; i++)
		json_array_append_new(array, json_pack("[o, o]", name_json(answer->images[i].path), name_json(answer->images[i].build_id)));
	return array;
}

static json_t *functions_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->function_count; i++) {
		const struct answer_function *function = &answer->functions[i];
		json_array_append_new(array, json_pack("[I, I, o]", (json_int_t)function->image, (json_int_t)function->at, name_json(function->name)));
	}
	return array;
}

static json_t *calls_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->call_count; i++) {
		const struct answer_call *call = &answer->calls[i];
		json_array_append_new(array, json_pack("[I, i, o, o]", (json_int_t)call->nr, (int)call->kind, list_json(&call->path), list_json(&call->through)));
	}
	return array;
}

static json_t *sites_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->site_count; i++) {
		const struct answer_site *site = &answer->sites[i];
		json_array_append_new(array, json_pack("[I, I, I]", (json_int_t)site->image, (json_int_t)site->offset, (json_int_t)site->nr));
	}
	return array;
}

static json_t *unknowns_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->unknown_count; i++) {
		const struct answer_unknown *unknown = &answer->unknowns[i];
		json_array_append_new(array, json_pack("[I, I, I, I, s, o]", (json_int_t)unknown->image, (json_int_t)unknown->offset,
		                                       (json_int_t)unknown->function, (json_int_t)unknown->where, unknown->why,
		                                       list_json(&unknown->path)));
	}
	return array;
}

static json_t *gaps_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->gap_count; i++)
		json_array_append_new(array, json_pack("[o, o]", name_json(answer->gaps[i].kind), name_json(answer->gaps[i].what)));
	return array;
}

json_t *answer_json(const struct answer *answer)
{
	return json_pack("{s:i, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "seccord-reach", ANSWER_VERSION, "libc_known", answer->libc_known, "images",
	                 images_json(answer), "functions", functions_json(answer), "calls", calls_json(answer), "sites", sites_json(answer),
	                 "unknown", unknowns_json(answer), "gaps", gaps_json(answer));
}

/* --- reading --- */

struct reading {
	struct answer *answer;
	bool failed;
};

static uint64_t number_of(struct reading *reading, const json_t *value, uint64_t most)
{
	struct err err;
	uint64_t number = 0;

	if (!json_is_integer(value) || json_uint(value, most, &number, &err) < 0)
		reading->failed = true;
	return reading->failed ? 0 : number;
}

static const char *name_of(struct reading *reading, const json_t *value, bool may_miss)
{
	AUTO_TEXT struct text text = {0};

	if (!json_is_string(value)) {
		reading->failed |= !(may_miss && json_is_null(value));
		return may_miss ? NULL : "";
	}
	text_add(&text, "");
	json_bytes_of_text(json_string_value(value), &text);
	return arena_string(&reading->answer->arena, text.at);
}

/* A member of the whole, each item of which is an array of `width`; NULL if it is not that. */
static const json_t *rows_of(struct reading *reading, const json_t *json, const char *key, size_t width)
{
	const json_t *rows = json_object_get(json, key), *row;
	size_t i;

	reading->failed |= !json_is_array(rows) || json_array_size(rows) > COUNT_MOST;
	if (reading->failed)
		return NULL;
	json_array_foreach((json_t *)(uintptr_t)rows, i, row)
		reading->failed |= !json_is_array(row) || json_array_size(row) != width;
	return reading->failed ? NULL : rows;
}

static void read_list(struct reading *reading, const json_t *json, struct answer_list *list)
{
	reading->failed |= !json_is_array(json) || json_array_size(json) > COUNT_MOST || !reading->answer->function_count;
	for (size_t i = 0; !reading->failed && i < json_array_size(json); i++) {
		list->at = mem_grow(list->at, list->count, &list->room, sizeof(*list->at));
		list->at[list->count++] = (uint32_t)number_of(reading, json_array_get(json, i), reading->answer->function_count - 1);
	}
}

static void read_images(struct reading *reading, const json_t *rows)
{
	struct answer *answer = reading->answer;

	for (size_t i = 0; !reading->failed && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		answer->images = mem_grow(answer->images, answer->image_count, &answer->image_room, sizeof(*answer->images));
		answer->images[answer->image_count++] = (struct answer_image){
			name_of(reading, json_array_get(row, 0), false), name_of(reading, json_array_get(row, 1), true),
		};
	}
	reading->failed |= !answer->image_count;
}

static void read_functions(struct reading *reading, const json_t *rows)
{
	struct answer *answer = reading->answer;

	for (size_t i = 0; !reading->failed && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		answer->functions = mem_grow(answer->functions, answer->function_count, &answer->function_room, sizeof(*answer->functions));
		answer->functions[answer->function_count++] = (struct answer_function){
			(uint32_t)number_of(reading, json_array_get(row, 0), answer->image_count - 1),
			number_of(reading, json_array_get(row, 1), INT64_MAX), name_of(reading, json_array_get(row, 2), true),
		};
	}
}

static void read_calls(struct reading *reading, const json_t *rows)
{
	struct answer *answer = reading->answer;

	for (size_t i = 0; !reading->failed && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		answer->calls = mem_grow(answer->calls, answer->call_count, &answer->call_room, sizeof(*answer->calls));
		struct answer_call *call = &answer->calls[answer->call_count++];
		*call = (struct answer_call){
			.nr = (uint32_t)number_of(reading, json_array_get(row, 0), UINT32_MAX),
			.kind = (enum root_kind)number_of(reading, json_array_get(row, 1), ROOT_KINDS - 1),
		};
		read_list(reading, json_array_get(row, 2), &call->path);
		read_list(reading, json_array_get(row, 3), &call->through);
		reading->failed |= i && call->nr <= call[-1].nr;
	}
}

static void read_sites(struct reading *reading, const json_t *rows)
{
	struct answer *answer = reading->answer;

	for (size_t i = 0; !reading->failed && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		answer->sites = mem_grow(answer->sites, answer->site_count, &answer->site_room, sizeof(*answer->sites));
		answer->sites[answer->site_count++] = (struct answer_site){
			(uint32_t)number_of(reading, json_array_get(row, 0), answer->image_count - 1),
			number_of(reading, json_array_get(row, 1), INT64_MAX), (uint32_t)number_of(reading, json_array_get(row, 2), UINT32_MAX),
		};
	}
}

static void read_unknowns(struct reading *reading, const json_t *rows)
{
	struct answer *answer = reading->answer;
	uint64_t most = answer->function_count - 1;

	reading->failed |= json_array_size(rows) && !answer->function_count;
	for (size_t i = 0; !reading->failed && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		answer->unknowns = mem_grow(answer->unknowns, answer->unknown_count, &answer->unknown_room, sizeof(*answer->unknowns));
		struct answer_unknown *unknown = &answer->unknowns[answer->unknown_count++];
		*unknown = (struct answer_unknown){
			.image = (uint32_t)number_of(reading, json_array_get(row, 0), answer->image_count - 1),
			.offset = number_of(reading, json_array_get(row, 1), INT64_MAX),
			.function = (uint32_t)number_of(reading, json_array_get(row, 2), most), .where = (uint32_t)number_of(reading, json_array_get(row, 3), most),
			.why = name_of(reading, json_array_get(row, 4), false),
		};
		read_list(reading, json_array_get(row, 5), &unknown->path);
	}
}

static void read_gaps(struct reading *reading, const json_t *rows)
{
	for (size_t i = 0; !reading->failed && i < json_array_size(rows); i++) {
		const json_t *row = json_array_get(rows, i);
		answer_add_gap(reading->answer, name_of(reading, json_array_get(row, 0), false), name_of(reading, json_array_get(row, 1), false));
	}
}

int answer_read(struct answer *answer, const json_t *json, struct err *err)
{
	struct reading reading = {.answer = answer};
	const json_t *known = json_object_get(json, "libc_known");

	reading.failed = json_object_size(json) != 8 || json_integer_value(json_object_get(json, "seccord-reach")) != ANSWER_VERSION || !json_is_boolean(known);
	answer->libc_known = json_is_true(known);
	read_images(&reading, rows_of(&reading, json, "images", 2));
	read_functions(&reading, rows_of(&reading, json, "functions", 3));
	read_calls(&reading, rows_of(&reading, json, "calls", 4));
	read_sites(&reading, rows_of(&reading, json, "sites", 3));
	read_unknowns(&reading, rows_of(&reading, json, "unknown", 6));
	read_gaps(&reading, rows_of(&reading, json, "gaps", 2));
	if (!reading.failed)
		return 0;
	answer_free(answer);
	return err_set(err, "not an answer of this version");
}
