/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a policy allows, for people and as JSON: dangers first, then every call
 * by category. Calls that are simply allowed share lines.
 */
#include "analyzer/report/allowed.h"

#include <inttypes.h>
#include <string.h>

#include "analyzer/text/format.h"
#include "analyzer/text/list.h"
#include "core/base/json.h"
#include "core/base/mark.h"

enum { NAME_WIDTH = 22 };

void allowed_name(const struct allowed_call *call, struct text *out)
{
	if (call->id != CALL_UNKNOWN)
		text_add(out, syscall_name((enum syscall_id)call->id));
	else if (call->last > call->nr)
		text_format(out, "%" PRIu32 " to %" PRIu32, call->nr, call->last);
	else
		text_format(out, "%" PRIu32, call->nr);
}

/* --- text --- */

/* Words from column `start` on, where the line ends now; lines break at blanks. */
static void add_wrapped(struct text *out, size_t start, size_t width, const char *words)
{
	size_t at = start;

	for (bool first = true; *words; first = false) {
		size_t length = strcspn(words, " ");
		if (!first && at + 1 + length > width) {
			text_format(out, "\n%*s", (int)start, "");
			at = start;
		} else if (!first) {
			text_add(out, " ");
			at++;
		}
		text_add_bytes(out, words, length);
		at += length;
		words += length + strspn(words + length, " ");
	}
}

static void details(const struct allowed_call *call, struct text *out)
{
	bool plain = call->passes && call->verdict.action == ACTION_ALLOW;

	if (!plain)
		verdict_text_brief(call->verdict, out);
	if (!plain && *call->words)
		text_add(out, ": ");
	text_add(out, call->words);
	if (call->everywhere)
		return;
	text_add(out, out->length ? " [" : "[");
	arch_list(call->archs, " ", out);
	text_add(out, "]");
}

static bool is_plain(const struct allowed_call *call)
{
	return call->everywhere && !*call->words && call->verdict.action == ACTION_ALLOW;
}

void allowed_line_text(const char *name, const char *words, size_t width, struct text *out)
{
	size_t length = strlen(name);

	text_format(out, "  %-*s ", NAME_WIDTH, name);
	add_wrapped(out, 2 + (length > NAME_WIDTH ? length : NAME_WIDTH) + 1, width ? width : WRAP_WIDTH, words);
	text_add(out, "\n");
}

static void line_text(const struct allowed_call *call, size_t width, struct text *out)
{
	AUTO_TEXT struct text name = {0}, words = {0};

	allowed_name(call, &name);
	details(call, &words);
	allowed_line_text(name.at, words.at, width, out);
}

static bool is_shown(const struct allowed_call *call, enum category category)
{
	return call->passes && call->category == category;
}

static size_t heading_text(const struct allowed *allowed, enum category category, struct text *out)
{
	const struct allowed_call *last = NULL;
	size_t count = 0;

	for (size_t i = 0; i < allowed->count; i++) {
		const struct allowed_call *call = &allowed->at[i];
		if (!is_shown(call, category))
			continue;
		count += !last || call->id == CALL_UNKNOWN || last->id != call->id;
		last = call;
	}
	if (!count)
		return 0;
	text_add(out, "\n");
	mark_add(out, MARK_HEAD, category == CATEGORY_NONE ? "without a name" : category_name(category));
	text_format(out, " (%s): ", category_help(category));
	format_plural(out, count, "call");
	text_add(out, "\n");
	return count;
}

static void category_text(const struct allowed *allowed, enum category category, size_t width, struct text *out)
{
	if (!heading_text(allowed, category, out))
		return;
	AUTO_TEXT struct text names = {0}, lines = {0};
	struct wrap wrap = {&names, 2, 2, true, width};
	for (size_t i = 0; i < allowed->count; i++) {
		const struct allowed_call *call = &allowed->at[i];
		if (!is_shown(call, category))
			continue;
		AUTO_TEXT struct text name = {0};
		allowed_name(call, &name);
		if (is_plain(call))
			wrap_add(&wrap, name.at);
		else
			line_text(call, width, &lines);
	}
	if (names.length)
		text_format(out, "  %s\n", names.at);
	text_add(out, lines.length ? lines.at : "");
}

void allowed_categories_text(const struct allowed *allowed, size_t width, struct text *out)
{
	for (int category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++)
		category_text(allowed, (enum category)category, width, out);
	category_text(allowed, CATEGORY_NONE, width, out);
}

static void head_text(const struct policy *policy, struct text *out)
{
	text_add(out, "archs    ");
	arch_list(policy->archs, " ", out);
	text_add(out, "\ndefault  ");
	verdict_text_brief(policy->otherwise, out);
	text_format(out, "; calls newer than %s ", SYSCALLS_KNOWN_TO);
	verdict_text_brief(policy->newer, out);
	text_add(out, "; other archs ");
	verdict_text_brief(policy->foreign, out);
	text_add(out, "\n");
}

static bool same_refusal(const struct allowed_call *a, const struct allowed_call *b)
{
	return !a->passes && !b->passes && a->everywhere && b->everywhere && verdict_equal(a->verdict, b->verdict);
}

static bool is_listed_before(const struct allowed *allowed, size_t which)
{
	for (size_t i = 0; i < which; i++)
		if (same_refusal(&allowed->at[i], &allowed->at[which]))
			return true;
	return false;
}

/* The names that get one answer on all archs. */
static void answer_text(const struct allowed *allowed, size_t first, size_t width, struct text *out)
{
	AUTO_TEXT struct text answer = {0}, names = {0};

	verdict_text_brief(allowed->at[first].verdict, &answer);
	for (size_t i = first; i < allowed->count; i++) {
		if (i != first && !same_refusal(&allowed->at[first], &allowed->at[i]))
			continue;
		text_add(&names, names.length ? ", " : "");
		allowed_name(&allowed->at[i], &names);
	}
	allowed_line_text(answer.at, names.at, width, out);
}

static void refused_text(const struct allowed *allowed, size_t width, struct text *out)
{
	bool any = false;

	for (size_t i = 0; i < allowed->count; i++) {
		if (allowed->at[i].passes || is_listed_before(allowed, i))
			continue;
		if (!any)
			mark_add(out, MARK_HEAD, "\nrefused, but not by the default\n");
		if (allowed->at[i].everywhere)
			answer_text(allowed, i, width, out);
		else
			line_text(&allowed->at[i], width, out);
		any = true;
	}
}

void allowed_text(const struct allowed *allowed, const struct danger_report *danger, const char *inexact, size_t width,
                  struct text *out)
{
	head_text(allowed->policy, out);
	danger_text(danger, inexact, out);
	allowed_categories_text(allowed, width, out);
	refused_text(allowed, width, out);
}

/* --- JSON --- */

static json_t *json_name(const struct allowed_call *call)
{
	if (call->id != CALL_UNKNOWN)
		return json_string(syscall_name((enum syscall_id)call->id));
	if (call->last == call->nr)
		return json_integer(call->nr);
	json_t *range = json_object();
	json_object_set_new(range, "from", json_integer(call->nr));
	json_object_set_new(range, "to", json_integer(call->last));
	return range;
}

static json_t *json_rows(const struct row *rows, size_t count)
{
	AUTO_TEXT struct text words = {0};

	policy_write_rows(&words, rows, count);
	return json_loads(words.at, 0, NULL);
}

json_t *allowed_call_json(const struct allowed_call *call)
{
	json_t *object = json_object();

	json_object_set_new(object, "call", json_name(call));
	json_object_set_new(object, "archs", arch_json(call->archs));
	json_object_set_new(object, "answer", verdict_json(call->verdict));
	json_object_set_new(object, "some_arguments", json_boolean(call->some));
	json_object_set_new(object, "what", json_string(call->words));
	if (call->rule && call->some)
		json_object_set_new(object, "args", json_rows(call->rule->rows, call->rule->row_count));
	if (call->rule && call->rule->deep_count)
		json_object_set_new(object, "deep", json_rows(call->rule->deep, call->rule->deep_count));
	return object;
}

static void json_calls(const struct allowed *allowed, bool passes, int category, json_t *list)
{
	for (size_t i = 0; i < allowed->count; i++)
		if (allowed->at[i].passes == passes && (category < 0 || (int)allowed->at[i].category == category))
			json_array_append_new(list, allowed_call_json(&allowed->at[i]));
}

static json_t *json_categories(const struct allowed *allowed)
{
	json_t *list = json_array();

	for (int category = 0; category < CATEGORY_COUNT; category++) {
		json_t *object = json_object(), *calls = json_array();
		json_calls(allowed, true, category, calls);
		json_object_set_new(object, "category", category == CATEGORY_NONE ? json_null()
		                                                                  : json_string(category_name((enum category)category)));
		json_object_set_new(object, "help", json_string(category_help((enum category)category)));
		json_object_set_new(object, "calls", calls);
		if (json_array_size(calls))
			json_array_append(list, object);
		json_decref(object);
	}
	return list;
}

void allowed_json(const struct allowed *allowed, const struct danger_report *danger, const char *name, bool exact,
                  struct text *out)
{
	AUTO_JSON json_t *object = json_object();
	json_t *refused = json_array();

	json_calls(allowed, false, -1, refused);
	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "file", format_json(name));
	json_object_set_new(object, "exact", json_boolean(exact));
	json_object_set_new(object, "archs", arch_json(allowed->policy->archs));
	json_object_set_new(object, "default", verdict_json(allowed->policy->otherwise));
	json_object_set_new(object, "newer", verdict_json(allowed->policy->newer));
	json_object_set_new(object, "foreign", verdict_json(allowed->policy->foreign));
	json_object_set_new(object, "allowed", format_json_count(danger->calls));
	json_object_set_new(object, "dangers", danger_json_found(danger));
	json_object_set_new(object, "profiles", danger_json_profiles(danger));
	json_object_set_new(object, "categories", json_categories(allowed));
	json_object_set_new(object, "refused", refused);
	json_line(object, out);
	text_add(out, "\n");
}
