/* SPDX-License-Identifier: Apache-2.0 */
/* Refused calls in words: a heading for each, and a line for each fact. */
#include "analyzer/explain/refusal.h"

#include <string.h>

#include "analyzer/text/format.h"
#include "core/base/mark.h"

enum { LABEL_WIDTH = 10 };

static const char *member(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static long long number(const json_t *object, const char *key)
{
	return (long long)json_integer_value(json_object_get(object, key));
}

static bool has(const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return value && !json_is_null(value);
}

/* Names in records are chosen by programs: none may begin a line. */
static void fact(struct text *out, const char *label, enum mark mark, const char *words)
{
	if (!words)
		return;
	text_format(out, "  %-*s ", LABEL_WIDTH, label);
	mark_begin(out, mark);
	format_plain(words, out);
	mark_end(out);
	text_add(out, "\n");
}

/* --- the record --- */

static bool is_unloaded(const json_t *item)
{
	return !strcmp(member(item, "kind"), "unloaded");
}

static void name_text(const json_t *item, struct text *out)
{
	if (!has(item, "nr")) {
		text_add(out, is_unloaded(item) ? "a filter" : "a call that is not named");
		return;
	}
	if (member(item, "call"))
		text_add(out, member(item, "call"));
	else if (number(item, "nr") == UINT32_MAX)
		text_add(out, "call -1 (none: a tracer skipped it)");
	else
		text_format(out, "call %lld", number(item, "nr"));
	text_format(out, " [%s]", member(item, "arch"));
}

static bool is_failed_by_message(const json_t *item)
{
	return !strcmp(member(item, "source"), "message") && !strcmp(member(item, "kind"), "error");
}

/* What is certain: that a filter answered, that a call failed, or only that somebody wrote so. */
static void certainty_text(const json_t *item, struct text *out)
{
	const char *kind = member(item, "kind"), *answer = member(item, "answer");

	if (is_failed_by_message(item))
		text_format(out, "reported as failed with %s", member(item, "error") ? member(item, "error") : "an error");
	else if (!strcmp(member(item, "source"), "message") && has(item, "nr"))
		text_add(out, "reported as refused by a filter");
	else if (answer && (!strcmp(answer, "log") || !strcmp(answer, "allow")))
		text_add(out, "made, and logged by a filter");
	else if (answer && !strcmp(answer, "errno"))
		text_add(out, "refused by a filter with an errno, which the kernel does not log");
	else if (!strcmp(kind, "record"))
		text_format(out, "refused by a filter%s%s", answer ? ": " : "", answer ? answer : "");
	else if (!strcmp(kind, "signal"))
		text_add(out, "refused by a filter: SIGSYS");
	else if (!strcmp(kind, "error"))
		text_format(out, "failed with %s", member(item, "error") ? member(item, "error") : "an error");
	else
		text_add(out, is_unloaded(item) ? "not loaded" : "perhaps refused");
}

static void heading_text(const json_t *item, struct text *out)
{
	mark_begin(out, MARK_HEAD);
	name_text(item, out);
	mark_end(out);
	text_add(out, ": ");
	certainty_text(item, out);
	text_format(out, "; %s", member(item, "source"));
	if (has(item, "line"))
		text_format(out, ", line %lld", number(item, "line"));
	if (number(item, "count") > 1)
		text_format(out, ", %lld times", number(item, "count"));
	text_add(out, "\n");
}

static void program_text(const json_t *item, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	if (!has(item, "program") && !has(item, "pid"))
		return;
	text_add(&words, has(item, "program") ? member(item, "program") : "");
	if (has(item, "pid"))
		text_format(&words, "%spid %lld", words.length ? ", " : "", number(item, "pid"));
	fact(out, "program", MARK_NONE, words.at);
}

static void arguments_text(json_t *item, struct text *out)
{
	AUTO_TEXT struct text words = {0};
	const char *name;
	json_t *value;

	json_object_foreach(json_object_get(item, "args"), name, value)
		text_format(&words, "%s%s %s", words.length ? ", " : "", name, json_string_value(value));
	fact(out, "arguments", MARK_NONE, words.at);
}

static void code_text(const json_t *item, struct text *out)
{
	const json_t *code = json_object_get(item, "code");
	AUTO_TEXT struct text words = {0};

	if (has(code, "function"))
		text_add(&words, member(code, "function"));
	if (has(code, "function") && number(code, "into"))
		text_format(&words, "+0x%llx", number(code, "into"));
	if (has(code, "image")) {
		text_format(&words, "%s%s", words.length ? " in " : "", member(code, "image"));
		if (has(code, "offset"))
			text_format(&words, " at 0x%llx", number(code, "offset"));
	}
	if (has(code, "build_id"))
		text_format(&words, ", build-id %s", member(code, "build_id"));
	if (json_is_true(json_object_get(code, "matched")))
		text_add(&words, " (the only code of its images that fits the address)");
	if (has(code, "address") && !has(code, "image"))
		text_format(&words, "%saddress %s; the record does not show which file is mapped there", words.length ? ", " : "",
		            member(code, "address"));
	fact(out, "code", MARK_REASON, words.at);
}

/* --- the policy --- */

static void why_text(const json_t *policy, struct text *out)
{
	if (has(policy, "why"))
		text_format(out, " (%s%s%s)", member(policy, "why"), has(policy, "of") ? " of " : "",
		            has(policy, "of") ? member(policy, "of") : "");
	if (has(policy, "note"))
		text_format(out, ", with the note: %s", member(policy, "note"));
}

static void decider_text(const json_t *policy, struct text *out)
{
	const char *by = member(policy, "by");
	bool rows = has(policy, "rows");

	if (!strcmp(by, "foreign"))
		text_add(out, "the policy is not for this arch, and answers other archs with ");
	else if (!strcmp(by, "newer"))
		text_add(out, "no rule for it, and newer than " SYSCALLS_KNOWN_TO ": ");
	else if (!strcmp(by, "default"))
		text_add(out, "no rule for it: the default answers ");
	else if (rows && json_is_true(json_object_get(policy, "only_rows")))
		text_add(out, "its rule does not allow these arguments: ");
	else
		text_add(out, "its rule answers ");
}

/* The usual case is a filter that only logs. */
static void other_answer_text(const json_t *item, struct text *out)
{
	const char *answer = has(item, "answer") ? member(item, "answer") : "SIGSYS";

	if (!strcmp(answer, "log"))
		text_add(out, "; the record shows log: from a filter emitted with --default=log, or from another filter");
	else
		text_format(out, "; the record shows %s: from another filter, or from one emitted with another --default", answer);
}

static void policy_text(const json_t *item, struct text *out)
{
	const json_t *policy = json_object_get(item, "policy");
	AUTO_TEXT struct text words = {0};

	if (!has(item, "policy"))
		return;
	if (!strcmp(member(policy, "outcome"), "allows")) {
		text_format(&words, "allows it (%s): another filter, or the kernel%s, refused it", member(policy, "answer"),
		            is_failed_by_message(item) ? " (capabilities, permissions)" : "");
	} else if (!strcmp(member(policy, "outcome"), "depends")) {
		text_format(&words, "depends on arguments that the record does not show: %s for some", member(policy, "answer"));
	} else {
		decider_text(policy, &words);
		text_add(&words, member(policy, "answer"));
	}
	why_text(policy, &words);
	if (json_is_true(json_object_get(policy, "other_answer")))
		other_answer_text(item, &words);
	fact(out, "policy", MARK_NONE, words.at);
	AUTO_TEXT struct text rows = {0};
	if (has(policy, "rows"))
		text_format(&rows, "%s%s", json_is_true(json_object_get(policy, "only_rows")) ? "only " : "", member(policy, "rows"));
	fact(out, "its rule", MARK_NONE, rows.at);
}

static void names_text(const json_t *names, const char *before, struct text *out)
{
	size_t i;
	json_t *name;

	json_array_foreach(names, i, name)
		text_format(out, "%s%s", i ? ", " : before, json_string_value(name));
}

static void equivalents_text(const json_t *item, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	if (!has(item, "equivalents"))
		return;
	text_add(&words, member(item, "equivalents"));
	names_text(json_object_get(item, "allowed_equivalents"), "; the policy allows ", &words);
	fact(out, "same power", MARK_NONE, words.at);
}

static void recording_text(const json_t *item, struct text *out)
{
	const json_t *recording = json_object_get(item, "recording");
	AUTO_TEXT struct text words = {0};

	if (!has(item, "recording"))
		return;
	if (!strcmp(member(recording, "recorded"), "never")) {
		text_add(&words, "no recorded run made this call");
		names_text(json_object_get(recording, "equivalents"), ", but ", &words);
	} else if (!strcmp(member(recording, "recorded"), "otherwise")) {
		text_format(&words, "recorded with other arguments only: %s", member(recording, "with"));
	} else {
		text_add(&words, "the call was recorded; was the policy derived from these traces?");
	}
	if (json_is_false(json_object_get(recording, "program")))
		text_add(&words, "; the traces do not have this program");
	fact(out, "recording", MARK_NONE, words.at);
}

static void dangers_text(const json_t *item, struct text *out)
{
	size_t i;
	json_t *danger;

	json_array_foreach(json_object_get(item, "dangers"), i, danger) {
		AUTO_TEXT struct text words = {0};
		text_format(&words, "%s, %s: %s", json_is_true(json_object_get(danger, "dangerous")) ? "dangerous" : "worth knowing",
		            member(danger, "class"), member(danger, "what"));
		text_add(&words, json_is_true(json_object_get(danger, "certain")) ? "" : " (with some arguments)");
		fact(out, "opens", json_is_true(json_object_get(danger, "dangerous")) ? MARK_DANGER : MARK_NONE, words.at);
	}
}

static void item_text(json_t *item, struct text *out)
{
	heading_text(item, out);
	program_text(item, out);
	arguments_text(item, out);
	code_text(item, out);
	fact(out, "means", MARK_NONE, member(item, "means"));
	if (!has(item, "nr"))
		return;
	policy_text(item, out);
	equivalents_text(item, out);
	recording_text(item, out);
	dangers_text(item, out);
	fact(out, "remedy", MARK_FINE, member(json_object_get(item, "remedy"), "what"));
}

static void count_text(const json_t *facts, const char *key, const char *before, const char *thing, const char *behind,
                       struct text *out)
{
	long long count = number(facts, key);

	if (!count)
		return;
	text_add(out, before);
	format_plural(out, (uint64_t)count, thing);
	text_add(out, behind);
}

static void tail_text(const json_t *facts, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	count_text(facts, "idle_lines", "without a refusal: ", "line", "\n", &words);
	count_text(facts, "unknown_lines", "not understood: ", "line", "", &words);
	if (number(facts, "unknown_lines"))
		text_format(&words, ", the first is line %lld\n", number(facts, "first_unknown"));
	count_text(facts, "unread_records", "not read, though they look like records of refused calls: ", "line", "\n", &words);
	count_text(facts, "dropped", "too many to report: ", "further record", "\n", &words);
	if (json_is_true(json_object_get(facts, "records_lost")))
		text_add(&words, "records are missing: the kernel says in the log that it dropped some\n");
	if (number(facts, "serial_gap"))
		text_format(&words, "records may be missing: their serial numbers have gaps, the first before line %lld, unless the log was "
		            "filtered\n", number(facts, "serial_gap"));
	if (words.length)
		text_format(out, "%s%s", out->length ? "\n" : "", words.at);
}

void explain_refusals_text(const json_t *facts, struct text *out)
{
	size_t i;
	json_t *item;

	json_array_foreach(json_object_get(facts, "refusals"), i, item) {
		text_add(out, i ? "\n" : "");
		item_text(item, out);
	}
	if (!i)
		text_add(out, "no refused call found\n");
	tail_text(facts, out);
}
