/* SPDX-License-Identifier: Apache-2.0 */
/* The facts about a call in words: a heading for each table that has rows, and a line for each row. */
#include "analyzer/explain/call.h"

#include <string.h>

#include "core/base/mark.h"

enum { LABEL_WIDTH = 12, NUMBERS_A_LINE = 6 };

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static bool holds(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

static void fact(struct text *out, const char *label, const char *words)
{
	if (words)
		text_format(out, "%-*s %s\n", LABEL_WIDTH, label, words);
}

static void heading_add(const char *words, struct text *out)
{
	mark_add(out, MARK_HEAD, words);
}

static void join(const json_t *list, const char *between, struct text *out)
{
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
		text_format(out, "%s%s", i ? between : "", json_string_value(item));
}

/* Appends BEFORE WORDS AFTER if there are words. */
static void part(struct text *out, const char *before, const char *words, const char *after)
{
	if (words)
		text_format(out, "%s%s%s", before, words, after);
}

static void numbers_text(const json_t *numbers, struct text *out)
{
	size_t i;
	json_t *item;

	text_format(out, "%-*s", LABEL_WIDTH, "numbers");
	json_array_foreach(numbers, i, item) {
		if (i && i % NUMBERS_A_LINE == 0)
			text_format(out, ",\n%*s", LABEL_WIDTH, "");
		text_format(out, "%s %s %lld", i % NUMBERS_A_LINE ? "," : "", member(item, "arch"),
		            (long long)json_integer_value(json_object_get(item, "nr")));
	}
	text_add(out, json_array_size(numbers) ? "\n" : " none\n");
}

/* --- arguments --- */

static void argument_text(const json_t *argument, size_t number, struct text *out)
{
	const char *role = member(argument, "role");

	text_format(out, "  %zu %-16s %s", number, role ? role : "-", member(argument, "what"));
	if (holds(argument, "judged"))
		text_add(out, " [policies restrict it]");
	else if (holds(argument, "filterable"))
		text_add(out, " [a rule can check it]");
	text_add(out, "\n");
}

static void arguments_text(const json_t *groups, struct text *out)
{
	size_t g, i;
	json_t *group, *argument;

	json_array_foreach(groups, g, group) {
		json_t *list = json_object_get(group, "arguments");
		heading_add("\narguments", out);
		text_add(out, json_array_size(list) ? "" : ": none that is known");
		if (json_array_size(groups) > 1) {
			text_add(out, " on ");
			join(json_object_get(group, "archs"), ", ", out);
		}
		text_add(out, "\n");
		json_array_foreach(list, i, argument)
			argument_text(argument, i, out);
	}
}

static void behind_text(const json_t *list, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add(json_array_size(list) ? "\nbehind a pointer, where no filter can look\n" : "", out);
	json_array_foreach(list, i, item)
		text_format(out, "    %-16s %s\n", member(item, "role"), member(item, "what"));
}

/* --- relations --- */

static void vdso_text(const json_t *list, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add(json_array_size(list) ? "\nmade by functions of the vDSO, or instead of them\n" : "", out);
	json_array_foreach(list, i, item)
		text_format(out, "  %s %s\n", member(item, "arch"), member(item, "function"));
}

static void equivalent_text(const json_t *item, struct text *out)
{
	const json_t *allows = json_object_get(item, "allows"), *by = json_object_get(item, "allowed_by");
	bool both = json_equal(allows, by);
	const char *level = member(item, "level");

	text_format(out, "  %s", member(item, "set"));
	part(out, ": ", member(item, "what"), "");
	text_add(out, "\n    ");
	text_add(out, both ? "same as " : json_array_size(allows) ? "allows " : "allowed by ");
	join(json_array_size(allows) ? allows : by, ", ", out);
	if (!both && json_array_size(allows) && json_array_size(by)) {
		text_add(out, "; allowed by ");
		join(by, ", ", out);
	}
	part(out, ", for ", member(item, "when"), "");
	text_format(out, level ? " [level %s]\n" : " [with --set]\n", level);
}

static void equivalents_text(const json_t *list, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add(json_array_size(list) ? "\nequivalence sets\n" : "", out);
	json_array_foreach(list, i, item)
		equivalent_text(item, out);
}

static void implied_text(const json_t *list, const char *heading, const char *always, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add(json_array_size(list) ? heading : "", out);
	json_array_foreach(list, i, item) {
		const char *call = member(item, "call"), *level = member(item, "level");
		text_format(out, "  %s", call ? call : always);
		part(out, " for ", member(item, "when"), "");
		part(out, " (only ", member(item, "with"), ")");
		part(out, ": ", member(item, "by"), "");
		part(out, " [level ", level, "]");
		if (json_array_size(json_object_get(item, "archs"))) {
			text_add(out, " [");
			join(json_object_get(item, "archs"), " ", out);
			text_add(out, "]");
		}
		text_add(out, "\n");
	}
}

static void fallbacks_text(const json_t *list, const char *heading, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add(json_array_size(list) ? heading : "", out);
	json_array_foreach(list, i, item) {
		const char *call = member(item, "call");
		text_format(out, "  %s: %s\n", call ? call : "nothing, and go on", member(item, "by"));
	}
}

static void refusal_text(const json_t *facts, struct text *out)
{
	bool falls_back = json_array_size(json_object_get(facts, "fallbacks"));

	heading_add("\nif a policy does not allow it", out);
	text_add(out, ": ");
	if (falls_back)
		text_add(out, "ENOSYS where the fallback is allowed, else the default\n");
	else if (member(facts, "obsolete"))
		text_add(out, "the default, or kill with --kill, since no current program makes it\n");
	else
		text_add(out, "the default\n");
	part(out, "refused on purpose: ", member(facts, "on_purpose"), "\n");
	fallbacks_text(json_object_get(facts, "fallbacks"), "\nafter ENOSYS, callers use\n", out);
	fallbacks_text(json_object_get(facts, "fallback_of"), "\nused after ENOSYS of\n", out);
}

static void danger_text(const json_t *item, struct text *out)
{
	const json_t *with = json_object_get(item, "with");

	text_add(out, "  ");
	mark_add(out, holds(item, "dangerous") ? MARK_DANGER : MARK_NONE, holds(item, "dangerous") ? "dangerous" : "worth knowing");
	text_format(out, ", %s: %s", member(item, "class"), member(item, "what"));
	if (json_array_size(with)) {
		text_add(out, ", with ");
		join(with, " or ", out);
	}
	part(out, ", for ", member(item, "when"), "");
	text_add(out, "\n");
}

static void dangers_text(const json_t *list, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add(json_array_size(list) ? "\nwhat it opens\n" : "", out);
	json_array_foreach(list, i, item)
		danger_text(item, out);
}

static void profiles_text(const json_t *list, struct text *out)
{
	size_t i;
	json_t *item;

	heading_add("\ndefault profiles\n", out);
	json_array_foreach(list, i, item)
		text_format(out, "  %s %s: %s\n", member(item, "name"), member(item, "version"),
		            holds(item, "allows") ? "allowed, at least for some arguments" : "not allowed");
}

void explain_call_text(const json_t *facts, struct text *out)
{
	AUTO_TEXT struct text category = {0};

	text_format(&category, "%s (%s)", member(facts, "category"), member(facts, "help"));
	mark_begin(out, MARK_HEAD);
	fact(out, "call", member(facts, "call"));
	mark_end(out);
	fact(out, "category", category.at);
	fact(out, "since Linux", member(facts, "since"));
	fact(out, "obsolete", member(facts, "obsolete"));
	numbers_text(json_object_get(facts, "numbers"), out);
	arguments_text(json_object_get(facts, "arguments"), out);
	behind_text(json_object_get(facts, "behind_pointers"), out);
	vdso_text(json_object_get(facts, "vdso"), out);
	equivalents_text(json_object_get(facts, "equivalents"), out);
	implied_text(json_object_get(facts, "implied_by"), "\nallowed with\n", "every program", out);
	implied_text(json_object_get(facts, "implies"), "\nwith it, a policy allows\n", "", out);
	implied_text(json_object_get(facts, "libcs"), "\nwith --portable, allowed with\n", "every program", out);
	refusal_text(facts, out);
	dangers_text(json_object_get(facts, "dangers"), out);
	profiles_text(json_object_get(facts, "profiles"), out);
}

/* Whether a row of "equivalents" holds in both directions and for all arguments. */
static bool is_same_power(const json_t *row)
{
	return json_equal(json_object_get(row, "allows"), json_object_get(row, "allowed_by")) &&
	       json_is_null(json_object_get(row, "when"));
}

void explain_equivalents_text(enum syscall_id id, struct text *out)
{
	json_t *facts = explain_call_json(id);
	size_t i;
	json_t *item;
	const char *before = "";

	json_array_foreach(json_object_get(facts, "equivalents"), i, item) {
		if (!is_same_power(item))
			continue;
		text_add(out, before);
		join(json_object_get(item, "allows"), ", ", out);
		text_format(out, " (%s)", member(item, "set"));
		before = "; ";
	}
	json_decref(facts);
}

static bool has_name(const json_t *list, const json_t *name)
{
	size_t i;
	json_t *item;

	json_array_foreach(list, i, item)
		if (json_equal(item, name))
			return true;
	return false;
}

json_t *explain_equivalents_json(enum syscall_id id)
{
	json_t *facts = explain_call_json(id), *list = json_array(), *row, *name;
	size_t i, k;

	json_array_foreach(json_object_get(facts, "equivalents"), i, row)
		json_array_foreach(json_object_get(row, "allows"), k, name)
			if (is_same_power(row) && !has_name(list, name))
				json_array_append(list, name);
	json_decref(facts);
	return list;
}
