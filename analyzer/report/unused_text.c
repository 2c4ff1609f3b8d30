/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy allows and a program does not need, for people and as JSON:
 * dangers, then the calls without one by category, then needed calls of which
 * more is allowed.
 */
#include "analyzer/report/unused.h"

#include <stdlib.h>

#include "analyzer/text/format.h"
#include "core/base/json.h"
#include "core/base/mark.h"

static void head_text(const struct unused *unused, struct text *out)
{
	text_add(out, "needed: ");
	format_plural(out, unused->recorded + unused->derived, "call");
	text_format(out, ": %zu recorded, %zu equivalent or implied\n", unused->recorded, unused->derived);
	text_add(out, "not needed: ");
	format_plural(out, unused->unused, "call");
	text_add(out, "; allowed with more arguments than needed: ");
	format_plural(out, unused->wider, "call");
	text_add(out, "\n");
	if (unused->newer)
		text_add(out, "also allowed: calls newer than " SYSCALLS_KNOWN_TO "\n");
	if (unused->elsewhere)
		text_add(out, "also allowed: calls of archs that the policy does not list\n");
	if (!unused->foreign_calls)
		return;
	text_add(out, "not in the traces: ");
	arch_list(unused->foreign, " ", out);
	text_add(out, ", for which the policy allows ");
	format_plural(out, unused->foreign_calls, "call");
	text_add(out, "\n");
}

/* The entries that no danger lists, as if a policy allowed nothing else. */
static void others_text(const struct unused *unused, size_t width, struct text *out)
{
	struct allowed others = { .policy = unused->allowed.policy };

	for (size_t i = 0; i < unused->count; i++) {
		const struct unused_call *entry = &unused->at[i];
		if (entry->needed || entry->danger)
			continue;
		others.at = mem_grow(others.at, others.count, &others.room, sizeof(*others.at));
		others.at[others.count] = *entry->call;
		others.at[others.count].archs = entry->archs;
		others.at[others.count++].everywhere = entry->everywhere;
	}
	allowed_categories_text(&others, width, out);
	allowed_free(&others);
}

static const char *arguments_of(const struct allowed_call *call)
{
	return *call->words ? call->words : "any arguments";
}

static void wider_text(const struct unused *unused, size_t width, struct text *out)
{
	bool any = false;

	for (size_t i = 0; i < unused->count; i++) {
		const struct unused_call *entry = &unused->at[i];
		AUTO_TEXT struct text name = {0}, words = {0};
		if (!entry->needed)
			continue;
		allowed_name(entry->call, &name);
		text_format(&words, "needed: %s; allowed: %s", arguments_of(entry->needed), arguments_of(entry->call));
		if (!entry->everywhere) {
			text_add(&words, " [");
			arch_list(entry->archs, " ", &words);
			text_add(&words, "]");
		}
		if (!any)
			mark_add(out, MARK_HEAD, "\nneeded, but with fewer arguments\n");
		allowed_line_text(name.at, words.at, width, out);
		any = true;
	}
}

void unused_text(const struct unused *unused, const char *inexact, size_t width, struct text *out)
{
	head_text(unused, out);
	if (inexact)
		danger_incomplete_text(inexact, out);
	if (!unused->count && !unused->danger.count)
		return;
	danger_list_text(&unused->danger, out);
	others_text(unused, width, out);
	wider_text(unused, width, out);
}

/* --- JSON --- */

static json_t *json_danger(const struct unused_call *entry)
{
	if (!entry->danger)
		return json_null();
	return json_string(danger_found_is_grave(entry->danger) ? "dangerous" : "notable");
}

static json_t *json_entry(const struct unused_call *entry)
{
	json_t *object = allowed_call_json(entry->call);
	enum category category = entry->call->category;

	json_object_set_new(object, "archs", arch_json(entry->archs));
	json_object_set_new(object, "category", category == CATEGORY_NONE ? json_null() : json_string(category_name(category)));
	json_object_set_new(object, "danger", json_danger(entry));
	if (entry->needed)
		json_object_set_new(object, "needed", allowed_call_json(entry->needed));
	return object;
}

static json_t *json_entries(const struct unused *unused, bool needed)
{
	json_t *list = json_array();

	for (size_t i = 0; i < unused->count; i++)
		if (!!unused->at[i].needed == needed)
			json_array_append_new(list, json_entry(&unused->at[i]));
	return list;
}

static json_t *json_counts(const struct unused *unused)
{
	json_t *object = json_object();

	json_object_set_new(object, "recorded", format_json_count(unused->recorded));
	json_object_set_new(object, "derived", format_json_count(unused->derived));
	json_object_set_new(object, "unused", format_json_count(unused->unused));
	json_object_set_new(object, "wider", format_json_count(unused->wider));
	json_object_set_new(object, "other_archs", format_json_count(unused->foreign_calls));
	return object;
}

void unused_json(const struct unused *unused, const char *name, bool exact, struct text *out)
{
	AUTO_JSON json_t *object = json_object();

	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "file", format_json(name));
	json_object_set_new(object, "exact", json_boolean(exact));
	if (unused->incomplete)
		json_object_set_new(object, "incomplete", json_string(unused->incomplete));
	json_object_set_new(object, "archs", arch_json(unused->archs));
	json_object_set_new(object, "other_archs", arch_json(unused->foreign));
	json_object_set_new(object, "allows_newer", json_boolean(unused->newer));
	json_object_set_new(object, "allows_unlisted_archs", json_boolean(unused->elsewhere));
	json_object_set_new(object, "counts", json_counts(unused));
	json_object_set_new(object, "dangers", danger_json_found(&unused->danger));
	json_object_set_new(object, "unused", json_entries(unused, false));
	json_object_set_new(object, "wider", json_entries(unused, true));
	json_line(object, out);
	text_add(out, "\n");
}
