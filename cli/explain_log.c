/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The content of a file decides what it is: a trace, a log with records of refused
 * calls, a policy or filter, or else text in which messages are looked for.
 */
#include "cli/explain_log.h"

#include <string.h>

#include "analyzer/explain/refusal.h"
#include "cli/commands.h"
#include "cli/common/decision.h"
#include "cli/common/inexact.h"
#include "cli/common/output.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "tracer/refusal/place.h"
#include "tracer/refusal/read.h"

struct explained {
	struct refusals refusals;
	struct trace trace;
	struct input input;                   /* of the policy */
	struct policy policy;
	const char *policy_name;              /* or NULL */
	bool traces;
	size_t logs;
	enum arch native;
};

static void explained_free(struct explained *all)
{
	refusals_free(&all->refusals);
	trace_free(&all->trace);
	input_free(&all->input);
	policy_free(&all->policy);
}

static int take_policy(struct explained *all, struct input *input, const char *name, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	if (all->policy_name)
		return err_set(err, "%s: a second policy, after %s", name, all->policy_name);
	all->policy_name = name;
	all->input = *input;
	*input = (struct input){0};
	return input_to_policy(&all->policy, &all->input, name, &notes, err);
}

static int take_log(struct explained *all, const struct text *bytes, const char *name, struct err *err)
{
	all->logs++;
	return refusal_read(&all->refusals, bytes->at, bytes->length, name, all->native, err);
}

/* {"log":"text\n","stream":"stderr","time":"…"}: a line of its driver json-file, which ends with the object. */
static bool is_log_of_docker(const char *bytes)
{
	const char *first = json_start(bytes), *stream = strstr(first, "\",\"stream\":\"std");

	return !strncmp(first, "{\"log\":\"", 8) && stream && stream < first + strcspn(first, "\n");
}

/* A file that is neither JSON nor binary may be a text with messages. */
static bool may_be_text(const struct text *bytes)
{
	return (*json_start(bytes->at) != '{' || is_log_of_docker(bytes->at)) && !memchr(bytes->at, '\0', bytes->length);
}

static int take_file(struct explained *all, const char *name, const struct input_choice *choice, struct err *err)
{
	const char *shown = file_shown(name);
	AUTO_TEXT struct text bytes = {0}, index = {0};
	AUTO_INPUT struct input input = {0};

	name = input_file(name, &index);
	if (input_bytes(name, &bytes, err) < 0)
		return -1;
	if (!bytes.length)
		return err_set(err, "%s: empty", shown);
	if (!trace_is_trace(bytes.at, bytes.length) && refusal_recognises(bytes.at, bytes.length))
		return take_log(all, &bytes, shown, err);
	if (input_read_bytes(&input, &bytes, name, choice, err) < 0)
		return may_be_text(&bytes) || refusal_mentions(bytes.at, bytes.length) ? take_log(all, &bytes, shown, err) : -1;
	if (input.kind != INPUT_TRACE)
		return take_policy(all, &input, shown, err);
	trace_merge(&all->trace, &input.trace);
	all->traces = true;
	return 0;
}

static int write_facts(const struct explained *all, const struct explain_with *with, bool json, struct text *out)
{
	AUTO_JSON json_t *facts = explain_refusals_json(&all->refusals, with);

	if (json) {
		json_line(facts, out);
		text_add(out, "\n");
	} else {
		explain_refusals_text(facts, out);
	}
	return explain_refusals_is_whole(facts) ? EXIT_SAME : EXIT_DIFFERENT;
}

static int explain(struct explained *all, bool json, struct text *out, struct err *err)
{
	bool filter = all->input.kind == INPUT_FILTER;
	AUTO_DECISION struct decision decision = { .policy = filter ? NULL : &all->policy, .filter = &all->input.filter };
	struct explain_with with = { .trace = all->traces ? &all->trace : NULL };

	if (!all->logs)
		return err_set(err, "no log or core file given");
	if (!all->refusals.count && !all->refusals.idle && !all->refusals.unread)
		return err_set(err, "no line is understood: not a log that shows refused calls");
	if (all->policy_name && decision_begin(&decision, all->policy_name, err) < 0)
		return -1;
	if (all->policy_name)
		with = (struct explain_with){ &all->policy, &decision.by, with.trace };
	refusals_place(&all->refusals, with.trace);
	int status = write_facts(all, &with, json, out);
	if (all->policy_name && inexact_check(&all->policy, all->policy_name, "be sure of what the policy refuses", err) < 0) {
		output_line("%s", err->text);
		return EXIT_TROUBLE;
	}
	return status;
}

int explain_log(const struct operands *operands, const struct input_choice *choice, enum arch native, bool json,
                struct text *out, struct err *err)
{
	struct explained all = { .native = native };
	int status = 0;

	for (size_t i = 0; i < operands->count && status == 0; i++)
		status = take_file(&all, operands->at[i], choice, err);
	if (status == 0)
		status = explain(&all, json, out, err);
	explained_free(&all);
	return status;
}
