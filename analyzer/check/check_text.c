/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Prints the findings of check as text and JSON.
 */
#include "analyzer/check/check.h"

#include <inttypes.h>

#include "analyzer/check/check_deep.h"
#include "analyzer/text/format.h"
#include "core/base/json.h"
#include "core/base/mark.h"
#include "core/kernel/sockopt.h"

static bool has_notes(const struct trace_call *call, unsigned arg)
{
	return call->arg[arg].kind != VALUES_NONE && call->arg[arg].kind != VALUES_ANY && role_is_filterable(trace_role(call, arg));
}

static void arguments_words(const struct check_finding *finding, struct text *out)
{
	const struct trace_call *call = finding->call;
	const char *before = "(";
	int64_t level = sockopt_level(syscall_by_nr(call->arch, call->nr), call->arch, &finding->data);

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = trace_role(call, arg);
		if (!has_notes(call, arg))
			continue;
		text_format(out, "%s%s ", before, role_info(role)->name);
		sockopt_spell(role, finding->data.args[arg] & role_mask(role, call->arch), level, out);
		before = ", ";
	}
	text_add(out, before[0] == '(' ? "" : ")");
}

void check_answer_words(const struct check_finding *finding, struct text *out)
{
	static const char *const doubts[] = {
		[DOUBT_TOGETHER] = "if these values occur together",
		[DOUBT_UNSEEN] = "depending on values not in the trace",
	};

	text_add(out, finding->doubt ? "may be stopped (" : "");
	verdict_text_brief(finding->verdict, out);
	if (finding->doubt)
		text_format(out, ") %s", doubts[finding->doubt]);
}

void check_call_words(const struct check_finding *finding, struct text *out)
{
	char label[16];

	text_add(out, syscall_label(finding->call->arch, finding->call->nr, label));
	arguments_words(finding, out);
}

/* The arguments that the trace has; a pointer or descriptor is not one that policies restrict. */
static unsigned known_arguments(const struct trace_call *call)
{
	unsigned known = 0;

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (!role_is_filterable(trace_role(call, i)) || call->arg[i].kind == VALUES_SET || call->arg[i].kind == VALUES_BITS)
			known |= 1u << i;
	return known;
}

void check_remedy_words(const struct check_finding *finding, const struct policy *policy, check_suggest *suggest,
                        struct text *out)
{
	const struct trace_call *call = finding->call;
	uint64_t args[SYSCALL_ARGS];

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = finding->data.args[i];
	if (!finding->planned)
		suggest(policy, call->arch, call->nr, args, known_arguments(call), out);
}

void check_finding_text(const struct check_finding *finding, const struct trace *trace, const struct policy *policy,
                        check_suggest *suggest, struct text *out)
{
	AUTO_TEXT struct text change = {0};

	text_format(out, "%s ", arch_info(finding->call->arch)->name);
	mark_begin(out, MARK_HEAD);
	check_call_words(finding, out);
	mark_end(out);
	text_add(out, ": ");
	mark_begin(out, finding->planned ? MARK_NONE : MARK_DANGER);
	check_answer_words(finding, out);
	mark_end(out);
	text_add(out, "; ");
	mark_begin(out, MARK_REASON);
	format_source(trace, finding->call, out);
	mark_end(out);
	text_add(out, finding->planned ? "; as planned, the caller falls back" : "");
	check_remedy_words(finding, policy, suggest, &change);
	text_format(out, "%s%s\n", change.length ? "; " : "", change.length ? change.at : "");
}

void check_text(const struct check *check, const struct trace *trace, const struct policy *policy, check_suggest *suggest,
                struct text *out)
{
	for (size_t i = 0; i < check->count; i++)
		check_finding_text(&check->findings[i], trace, policy, suggest, out);
	for (size_t i = 0; i < check->outside_count; i++)
		check_deep_text(&check->outside[i], trace, out);
}

/* --- JSON --- */

static void set_value(json_t *args, enum role role, uint64_t value, int64_t level)
{
	AUTO_TEXT struct text spelled = {0};

	sockopt_spell(role, value, level, &spelled);
	json_object_set_new(args, role_info(role)->name, json_string(spelled.at));
}

static json_t *object_of(const struct trace *trace, const struct trace_call *call, struct verdict verdict)
{
	int id = syscall_by_nr(call->arch, call->nr);
	AUTO_TEXT struct text answer = {0}, from = {0};
	json_t *object = json_object();

	verdict_text_brief(verdict, &answer);
	format_site(trace, call->site, &from);
	json_object_set_new(object, "arch", json_string(arch_info(call->arch)->name));
	json_object_set_new(object, "call", format_json(id == CALL_UNKNOWN ? NULL : syscall_name((enum syscall_id)id)));
	json_object_set_new(object, "nr", json_integer(call->nr));
	json_object_set_new(object, "args", json_object());
	json_object_set_new(object, "answer", json_string(answer.at));
	json_object_set_new(object, "planned", json_false());
	json_object_set_new(object, "deep", json_false());
	json_object_set_new(object, "maybe", json_false());
	json_object_set_new(object, "count", format_json_count(call->count));
	json_object_set_new(object, "origin", json_string(origin_name(call->origin)));
	json_object_set_new(object, "from", format_json(from.at));
	return object;
}

static json_t *finding_json(const struct check_finding *finding, const struct trace *trace)
{
	const struct trace_call *call = finding->call;
	json_t *object = object_of(trace, call, finding->verdict);
	int64_t level = sockopt_level(syscall_by_nr(call->arch, call->nr), call->arch, &finding->data);

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (has_notes(call, arg))
			set_value(json_object_get(object, "args"), trace_role(call, arg),
			          finding->data.args[arg] & role_mask(trace_role(call, arg), call->arch), level);
	json_object_set_new(object, "planned", json_boolean(finding->planned));
	json_object_set_new(object, "maybe", json_boolean(finding->doubt));
	return object;
}

static json_t *deep_json(const struct check_outside *outside, const struct trace *trace)
{
	json_t *object = object_of(trace, outside->call, outside->rule->verdict);

	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (check_deep_is_noted(outside, i))
			set_value(json_object_get(object, "args"), deep_role((int)outside->rule->id, i), outside->form.value[i], SOCKOPT_NO_LEVEL);
	json_object_set_new(object, "deep", json_true());
	return object;
}

void check_json(const struct check *check, const struct trace *trace, struct text *out)
{
	AUTO_JSON json_t *all = json_object();
	json_t *list = json_array();

	for (size_t i = 0; i < check->count; i++)
		json_array_append_new(list, finding_json(&check->findings[i], trace));
	for (size_t i = 0; i < check->outside_count; i++)
		json_array_append_new(list, deep_json(&check->outside[i], trace));
	json_object_set_new(all, "version", json_integer(1));
	if (!trace->complete)
		json_object_set_new(all, "incomplete", json_string(trace_why_incomplete(trace)));
	json_object_set_new(all, "findings", list);
	json_line(all, out);
	text_add(out, "\n");
}
