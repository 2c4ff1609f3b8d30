/* SPDX-License-Identifier: Apache-2.0 */
/* A report of danger.c for people, as notes of a policy, and as JSON. */
#include "analyzer/report/danger.h"

#include "analyzer/text/format.h"
#include "core/base/json.h"
#include "core/base/mark.h"

/* --- text --- */

enum { CALLS_WIDTH = 24 };

static void calls_text(const struct danger_found *found, struct text *out)
{
	text_add(out, syscall_name(found->first));
	if (found->pair && found->second == CALL_UNKNOWN)
		text_add(out, " + conditions");
	else if (found->pair)
		text_format(out, " + %s", syscall_name(found->second));
}

static arch_set archs_with(enum syscall_id id, arch_set archs)
{
	arch_set with = 0;

	arch_each(arch, archs)
		if (syscall_exists(id, arch))
			with |= ARCH_BIT(arch);
	return with;
}

static void line_text(const struct danger_report *report, const struct danger_found *found, struct text *out)
{
	AUTO_TEXT struct text calls = {0};

	calls_text(found, &calls);
	mark_begin(out, danger_found_is_grave(found) ? MARK_DANGER : MARK_NONE);
	text_format(out, "    %-*s", CALLS_WIDTH, calls.at);
	mark_end(out);
	text_format(out, " %s", danger_found_what(found));
	if (found->possibly)
		text_add(out, " (possibly: some values are not known)");
	if (found->archs != archs_with(found->first, report->archs)) {
		text_add(out, " [");
		arch_list(found->archs, " ", out);
		text_add(out, "]");
	}
	text_add(out, "\n");
}

static void degree_heading(bool grave, struct text *out)
{
	text_add(out, "\n");
	mark_add(out, MARK_HEAD, grave ? "dangerous" : "worth knowing");
	text_add(out, "\n");
}

/* The entries of one degree. */
static void degree_text(const struct danger_report *report, bool grave, struct text *out)
{
	int class = -1;

	for (size_t i = 0; i < report->count; i++) {
		const struct danger_found *found = &report->found[i];
		if (danger_found_is_grave(found) != grave)
			continue;
		if (class < 0)
			degree_heading(grave, out);
		if ((int)danger_found_class(found) != class)
			text_format(out, "  %s: %s\n", danger_class_name(danger_found_class(found)), danger_class_what(danger_found_class(found)));
		class = (int)danger_found_class(found);
		line_text(report, found, out);
	}
	if (class < 0 && grave)
		text_add(out, "\ndangerous: none\n");
}

static void profile_text(const struct danger_report *report, enum profile_id profile, struct text *out)
{
	text_format(out, "%s %s %zu", profile_name(profile), profile_version(profile), profile_calls(profile, report->archs));
}

static void counts_text(const struct danger_report *report, struct text *out)
{
	text_format(out, "%s %zu call%s", report->used ? "used" : "allows", report->calls, report->calls == 1 ? "" : "s");
	for (int profile = 0; profile < PROFILE_COUNT; profile++) {
		text_add(out, profile ? ", " : "; defaults: ");
		profile_text(report, (enum profile_id)profile, out);
	}
	text_add(out, "\n");
}

/* "beyond Docker: 2 (bpf, vmsplice)" */
static void beyond_text(const struct danger_report *report, enum profile_id profile, struct text *out)
{
	size_t count = report->beyond[profile];

	if (!count)
		return;
	text_format(out, "beyond %s: %zu", profile_name(profile), count);
	for (size_t i = 0; i < count && i < DANGER_BEYOND; i++)
		text_format(out, "%s%s", i ? ", " : " (", syscall_name(report->beyond_call[profile][i]));
	text_add(out, count > DANGER_BEYOND ? ", ...)\n" : ")\n");
}

void danger_text(const struct danger_report *report, const char *inexact, struct text *out)
{
	counts_text(report, out);
	if (inexact)
		danger_incomplete_text(inexact, out);
	for (int profile = 0; profile < PROFILE_COUNT; profile++)
		beyond_text(report, (enum profile_id)profile, out);
	danger_list_text(report, out);
}

void danger_incomplete_text(const char *inexact, struct text *out)
{
	mark_add(out, MARK_DANGER, "NOT COMPLETE");
	text_format(out, ": %s\n", inexact);
}

void danger_list_text(const struct danger_report *report, struct text *out)
{
	degree_text(report, true, out);
	degree_text(report, false, out);
}

/* "ptrace, bpf (kernel)": the calls of each class, in one line. */
void danger_notes(const struct danger_report *report, struct text *notes)
{
	AUTO_TEXT struct text line = {0};
	int class = -1;

	counts_text(report, notes);
	for (size_t i = 0; i < report->count && danger_found_is_grave(&report->found[i]); i++) {
		const struct danger_found *found = &report->found[i];
		bool same = (int)danger_found_class(found) == class;
		if (same && found->row && report->found[i - 1].first == found->first)
			continue;
		text_format(&line, same ? ", " : "%s%s: ", class < 0 ? "" : "; ", danger_class_name(danger_found_class(found)));
		calls_text(found, &line);
		class = (int)danger_found_class(found);
	}
	text_format(notes, "dangerous: %s%s\n", line.length ? line.at : "none", line.length ? " (`seccord show --danger` explains why)" : "");
}

static const struct rule *runtime_rule(const struct policy *policy, const struct danger_found *found)
{
	enum arch arch = (enum arch)__builtin_ctz(found->archs);
	const struct rule *rule = policy_find(policy, arch, (uint32_t)syscall_nr(found->first, arch));

	return rule && rule->why == WHY_ENVELOPE && rule->by ? rule : NULL;
}

void danger_runtime_note(const struct danger_report *report, const struct policy *policy, struct text *notes)
{
	AUTO_TEXT struct text line = {0};

	for (size_t i = 0; i < report->count && danger_found_is_grave(&report->found[i]); i++) {
		const struct danger_found *found = &report->found[i];
		const struct rule *rule = found->row && found->archs ? runtime_rule(policy, found) : NULL;
		if (!rule || (i && found[-1].first == found->first))
			continue;
		text_format(&line, "%s%s (", line.length ? ", " : "", syscall_name(found->first));
		format_plain(rule->by, &line);
		text_add(&line, ")");
	}
	if (line.length)
		text_format(notes, "needed by the runtime only, not by the program: %s\n", line.at);
}

/* --- JSON --- */

static json_t *json_calls(const struct danger_found *found)
{
	json_t *list = json_array();

	json_array_append_new(list, json_string(syscall_name(found->first)));
	if (found->second != CALL_UNKNOWN)
		json_array_append_new(list, json_string(syscall_name(found->second)));
	return list;
}

json_t *danger_json_one(const struct danger_found *found)
{
	json_t *object = json_object();

	json_object_set_new(object, "class", json_string(danger_class_name(danger_found_class(found))));
	json_object_set_new(object, "dangerous", json_boolean(danger_found_is_grave(found)));
	json_object_set_new(object, "calls", json_calls(found));
	json_object_set_new(object, "conditions", json_boolean(found->pair && found->second == CALL_UNKNOWN));
	json_object_set_new(object, "what", json_string(danger_found_what(found)));
	json_object_set_new(object, "certain", json_boolean(!found->possibly));
	json_object_set_new(object, "archs", arch_json(found->archs));
	return object;
}

static json_t *json_profile(const struct danger_report *report, enum profile_id profile)
{
	json_t *object = json_object();

	json_object_set_new(object, "name", json_string(profile_name(profile)));
	json_object_set_new(object, "version", json_string(profile_version(profile)));
	json_object_set_new(object, "calls", format_json_count(profile_calls(profile, report->archs)));
	json_object_set_new(object, "beyond", format_json_count(report->beyond[profile]));
	return object;
}

json_t *danger_json_found(const struct danger_report *report)
{
	json_t *list = json_array();

	for (size_t i = 0; i < report->count; i++)
		json_array_append_new(list, danger_json_one(&report->found[i]));
	return list;
}

json_t *danger_json_profiles(const struct danger_report *report)
{
	json_t *list = json_array();

	for (int profile = 0; profile < PROFILE_COUNT; profile++)
		json_array_append_new(list, json_profile(report, (enum profile_id)profile));
	return list;
}

void danger_json(const struct danger_report *report, const char *name, bool exact, struct text *out)
{
	AUTO_JSON json_t *object = json_object();

	json_object_set_new(object, "version", json_integer(1));
	json_object_set_new(object, "file", format_json(name));
	json_object_set_new(object, "exact", json_boolean(exact));
	json_object_set_new(object, "calls", format_json_count(report->calls));
	json_object_set_new(object, "dangers", danger_json_found(report));
	json_object_set_new(object, "profiles", danger_json_profiles(report));
	json_line(object, out);
	text_add(out, "\n");
}
