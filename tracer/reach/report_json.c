/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/base/json.h"
#include "tracer/reach/report.h"

static json_t *bytes_json(const char *bytes)
{
	AUTO_TEXT struct text text = {0};

	text_add(&text, "");
	json_text_of_bytes(bytes, &text);
	return json_string(text.at);
}

static json_t *function_json(const struct answer *answer, uint32_t function)
{
	AUTO_TEXT struct text text = {0};

	reach_function(answer, function, &text);
	return bytes_json(text.at);
}

static json_t *list_json(const struct answer *answer, const struct answer_list *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, function_json(answer, list->at[i]));
	return array;
}

static json_t *recorded_json(const struct compared *compared, enum recorded_as least, enum recorded_as most)
{
	json_t *array = json_array();
	char label[16];

	for (uint32_t nr = 0; nr < COMPARED_CALLS; nr++)
		if (compared->as[nr] >= least && compared->as[nr] <= most)
			json_array_append_new(array, json_string(syscall_label(ARCH_X86_64, nr, label)));
	return array;
}

static const char *group_name(const struct compared *compared, uint32_t call, struct text *name)
{
	for (size_t i = 0; i < compared->group_count; i++)
		for (size_t k = 0; k < compared->groups[i].count; k++)
			if (compared->groups[i].calls[k] == call && compared->groups[i].function != UINT32_MAX) {
				reach_function(compared->answer, compared->groups[i].function, name);
				return name->at;
			}
	return NULL;
}

static json_t *call_json(const struct compared *compared, uint32_t index)
{
	static const char *const kinds[ROOT_KINDS] = {[ROOT_LOADER] = "loader", [ROOT_LIBC] = "libc", [ROOT_OWN] = "program"};
	const struct answer_call *call = &compared->answer->calls[index];
	AUTO_TEXT struct text name = {0};
	char label[16];
	const char *group = group_name(compared, index, &name);
	json_t *json = json_pack("{s:s, s:I, s:s, s:b, s:o}", "call", syscall_label(ARCH_X86_64, call->nr, label), "nr", (json_int_t)call->nr, "class",
	                         kinds[call->kind], "recorded", !reach_is_unseen(compared, call), "path", list_json(compared->answer, &call->path));

	if (group)
		json_object_set_new(json, "through", bytes_json(group));
	return json;
}

static json_t *reachable_json(const struct compared *compared)
{
	json_t *array = json_array();

	for (uint32_t i = 0; i < compared->answer->call_count; i++)
		json_array_append_new(array, call_json(compared, i));
	return array;
}

static json_t *unknown_json(const struct answer *answer, const struct answer_unknown *unknown)
{
	return json_pack("{s:s, s:o, s:s, s:o, s:o}", "kind", "number", "what", function_json(answer, unknown->function), "why", unknown->why, "in",
	                 function_json(answer, unknown->where), "path", list_json(answer, &unknown->path));
}

static json_t *incomplete_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->gap_count; i++)
		json_array_append_new(array, json_pack("{s:s, s:o}", "kind", answer->gaps[i].kind, "what", bytes_json(answer->gaps[i].what)));
	for (size_t i = 0; i < answer->unknown_count; i++)
		json_array_append_new(array, unknown_json(answer, &answer->unknowns[i]));
	return array;
}

static json_t *images_json(const struct answer *answer)
{
	json_t *array = json_array();

	for (size_t i = 0; i < answer->image_count; i++) {
		json_t *image = json_pack("{s:o}", "path", bytes_json(answer->images[i].path));
		if (answer->images[i].build_id)
			json_object_set_new(image, "build_id", bytes_json(answer->images[i].build_id));
		json_array_append_new(array, image);
	}
	return array;
}

/* Recorded instructions that were not found with their number: "IMAGE+0xOFFSET CALL". */
static json_t *sites_json(const struct compared *compared)
{
	json_t *array = json_array();
	const char *line = compared->missing_sites.at;

	while (line && *line) {
		size_t length = strcspn(line, "\n");
		AUTO_TEXT struct text text = {0};
		text_add_bytes(&text, line, length);
		json_array_append_new(array, bytes_json(text.at));
		line += length + 1;
	}
	return array;
}

json_t *reach_json(const struct compared *compared)
{
	return json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:{s:I, s:o}}", "version", 1, "program", bytes_json(compared->answer->images[0].path), "images",
	                 images_json(compared->answer), "reachable", reachable_json(compared), "recorded",
	                 recorded_json(compared, RECORDED_REACHABLE, RECORDED_MISSING), "recorded_not_reachable",
	                 recorded_json(compared, RECORDED_MISSING, RECORDED_MISSING), "recorded_elsewhere",
	                 recorded_json(compared, RECORDED_ELSEWHERE, RECORDED_BY_UNKNOWN), "incomplete", incomplete_json(compared->answer), "sites", "recorded",
	                 (json_int_t)compared->site_count, "not_found", sites_json(compared));
}
