/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord show: prints the system calls that a program used, or that a policy allows.
 *
 * Traces are shown as one, except by --why and --danger, which report each file separately.
 */
#include <stdlib.h>
#include <string.h>

#include "analyzer/report/allowed.h"
#include "analyzer/report/by.h"
#include "analyzer/report/coverage.h"
#include "analyzer/report/danger.h"
#include "analyzer/report/folded.h"
#include "analyzer/report/graph.h"
#include "analyzer/report/report.h"
#include "analyzer/report/why.h"
#include "cli/commands.h"
#include "cli/common/decision.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/kernel/syscall_word.h"

struct show_options {
	bool json, danger, coverage, folded, verbose;
	const char *by, *why, *graph, *format, *color, *output;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0,   "by",     OPTION_WORD,   offsetof(struct show_options, by),     "WHAT", "by function, library, image, thread, exe or label"},
	{0,   "why",    OPTION_WORD,   offsetof(struct show_options, why),    "CALL", "print the code and command that made this call"},
	{0,   "danger", OPTION_SWITCH, offsetof(struct show_options, danger), NULL,   "list what the calls open, dangerous first"},
	{0,   "coverage", OPTION_SWITCH, offsetof(struct show_options, coverage), NULL, "how far the traces cover the program"},
	{0,   "graph",  OPTION_WORD,   offsetof(struct show_options, graph),  "FORMAT", "print who started whom as mermaid or dot"},
	{0,   "folded", OPTION_SWITCH, offsetof(struct show_options, folded), NULL,   "print stacks for flamegraph.pl and speedscope"},
	{'v', "verbose", OPTION_SWITCH, offsetof(struct show_options, verbose), NULL, "also print which code made each call"},
	{'f', "format", OPTION_WORD,   offsetof(struct show_options, format), "FORMAT", FORMAT_HELP},
	{'j', "json",   OPTION_SWITCH, offsetof(struct show_options, json),   NULL,   JSON_HELP},
	{0,   "color",  OPTION_WORD,   offsetof(struct show_options, color),  "WHEN", COLOUR_HELP},
	{'o', "output", OPTION_WORD,   offsetof(struct show_options, output), "FILE", "output file; - is stdout, the default"},
	{0},
};

static void report_unseen(const struct trace *trace)
{
	AUTO_TEXT struct text notes = {0};

	coverage_known(trace, &notes);
	output_notes(&notes);
}

static int parse_call(const char *word, struct why_call *call, struct err *err)
{
	char *end;
	unsigned long nr = strtoul(word, &end, 0);

	call->id = syscall_by_word(word);
	call->nr = (uint32_t)nr;
	if (call->id != CALL_UNKNOWN || (*word >= '0' && *word <= '9' && !*end && nr <= UINT32_MAX))
		return 0;
	err_set(err, "--why=%s: unknown system call", word);
	return nearest_hint(err, syscall_nearest(word));
}

/* Appends the answer for one trace. */
static int why_one(const struct why_call *call, const char *name, json_t *list, struct text *out, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};

	if (input_traces(&trace, &name, 1, err) < 0)
		return -1;
	report_unseen(&trace);
	if (list) {
		json_t *object = why_json(&trace, name, call);
		if (object)
			json_array_append_new(list, object);
		return 0;
	}
	AUTO_TEXT struct text words = {0};
	why_text(&trace, name, call, &words);
	if (words.length && out->length)
		text_add(out, "\n");
	mark_add_text(out, &words);
	return 0;
}

static int why(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err)
{
	AUTO_JSON json_t *list = choice->json ? json_array() : NULL;
	struct why_call call = { .width = output_width(choice->output) };

	if (parse_call(choice->why, &call, err))
		return -1;
	for (size_t i = 0; i < operands->count; i++)
		if (why_one(&call, operands->at[i], list, out, err))
			return -1;
	bool found = list ? json_array_size(list) : out->length;
	if (list) {
		AUTO_JSON json_t *all = json_pack("{s:i, s:O}", "version", 1, "traces", list);
		json_line(all, out);
		text_add(out, "\n");
	} else if (!found) {
		text_format(out, "%s: not in %s\n", choice->why, operands->count > 1 ? "these traces" : "this trace");
	}
	return found ? EXIT_SAME : EXIT_DIFFERENT;
}

static int trace_report(const struct show_options *choice, const struct trace *trace, struct text *out, struct err *err)
{
	int by = choice->by ? by_find(choice->by) : BY_FUNCTION;

	if (by < 0)
		return nearest_refuse(err, "--by", choice->by, by_name_at);
	const struct report_look look = {.width = output_width(choice->output), .sites = choice->verbose};

	report_unseen(trace);
	if ((by == BY_EXE || by == BY_THREAD || by == BY_LIBRARY) && trace_has_least(trace))
		output_line("note: recorded with --engine=learn: other programs, threads and libraries may have made these calls too");
	if (choice->by && choice->json)
		by_json(trace, (enum by)by, out);
	else if (choice->by)
		by_text(trace, (enum by)by, look.width, out);
	else if (choice->json)
		report_json(trace, out);
	else
		report_text(trace, &look, out);
	return EXIT_SAME;
}

static int by(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};

	if (input_traces(&trace, operands->at, operands->count, err) < 0)
		return -1;
	return trace_report(choice, &trace, out, err);
}

/* --- policies --- */

/* A filter is asked itself; the policy lifted from it only has the words. */
static int policy_reports(struct allowed *allowed, struct danger_report *danger, struct input *input, struct policy *policy,
                          const char *name, struct err *err)
{
	bool is_filter = input->kind == INPUT_FILTER;
	AUTO_TEXT struct text notes = {0};

	if (input_to_policy(policy, input, name, &notes, err) < 0)
		return -1;
	AUTO_DECISION struct decision decision = { .policy = is_filter ? NULL : policy, .filter = &input->filter };
	if (decision_begin(&decision, name, err) < 0)
		return -1;
	allowed_of(allowed, policy, &decision.by);
	danger_of_decider(danger, policy->archs, &decision.by);
	return 0;
}

/* What was read inexactly gets the strictest answer, so the file may allow more. */
static int policy_report(const struct show_options *choice, struct input *input, const char *name, bool several,
                         struct text *out, struct err *err)
{
	AUTO_ALLOWED struct allowed allowed = {0};
	AUTO_DANGER struct danger_report dangers = {0};
	AUTO_POLICY struct policy policy = {0};

	if (policy_reports(&allowed, &dangers, input, &policy, name, err) < 0)
		return -1;
	bool exact = inexact_check(&policy, name, "show all of it", err) == 0;
	if (several && !choice->json)
		text_format(out, "%s%s\n", out->length ? "\n" : "", name);
	if (choice->json)
		allowed_json(&allowed, &dangers, name, exact, out);
	else
		allowed_text(&allowed, &dangers, exact ? NULL : err->text, output_width(choice->output), out);
	return exact ? EXIT_SAME : EXIT_TROUBLE;
}

/* Traces are shown as one, policies each for itself. */
static int report(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};
	size_t traces = 0;
	int worst = EXIT_SAME;

	for (size_t i = 0; i < operands->count; i++) {
		AUTO_INPUT struct input input = {0};
		if (input_read(&input, operands->at[i], &choice->input, err) < 0)
			return -1;
		bool is_trace = input.kind == INPUT_TRACE;
		if (i && is_trace != (traces == i))
			return err_set(err, "%s: %s; show traces and policies separately", operands->at[i], is_trace ? "a trace" : "not a trace");
		if (is_trace && ++traces) {
			trace_merge(&trace, &input.trace);
			continue;
		}
		int answer = policy_report(choice, &input, operands->at[i], operands->count > 1, out, err);
		if (answer < 0)
			return -1;
		worst = answer > worst ? answer : worst;
	}
	return traces ? trace_report(choice, &trace, out, err) : worst;
}

/* --- danger --- */

/* A trace is looked at as it is, and no policy is derived from it. */
static int danger_of_input(struct danger_report *report, struct input *input, const char *name, struct err *err)
{
	if (input->kind == INPUT_TRACE) {
		report_unseen(&input->trace);
		danger_of_trace(report, &input->trace);
		return 0;
	}
	bool is_filter = input->kind == INPUT_FILTER;
	AUTO_DECISION struct decision decision = { .policy = is_filter ? NULL : &input->policy, .filter = &input->filter };
	if (decision_begin(&decision, name, err) < 0)
		return -1;
	danger_of_decider(report, is_filter ? 0 : input->policy.archs, &decision.by);
	return 0;
}

/* What was read inexactly gets the strictest answer, so the file may allow more. */
static int danger_one(const struct show_options *choice, const char *name, bool several, struct text *out, struct err *err)
{
	AUTO_DANGER struct danger_report report = {0};
	AUTO_INPUT struct input input = {0};

	if (input_read(&input, name, &choice->input, err) < 0 || danger_of_input(&report, &input, name, err) < 0)
		return -1;
	input_note_incomplete(&input, name);
	bool exact = inexact_check(&input.policy, name, "list all of it", err) == 0;
	if (!choice->json)
		text_format(out, "%s%s%s", out->length ? "\n" : "", several ? name : "", several ? ": " : "");
	if (choice->json)
		danger_json(&report, name, exact, out);
	else
		danger_text(&report, exact ? NULL : err->text, out);
	if (!choice->json && input.kind != INPUT_TRACE)
		danger_runtime_note(&report, &input.policy, out);
	return exact ? EXIT_SAME : EXIT_TROUBLE;
}

static int danger(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err)
{
	int worst = EXIT_SAME;

	for (size_t i = 0; i < operands->count; i++) {
		int answer = danger_one(choice, operands->at[i], operands->count > 1, out, err);
		if (answer < 0)
			return -1;
		worst = answer > worst ? answer : worst;
	}
	return worst;
}

/* Known from earlier traces, so not seen in this one. */
static void report_known(size_t count, const char *name)
{
	if (count)
		output_line("note: %s: %zu calls that were known before its recording are not counted", name, count);
}

static int coverage(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err)
{
	AUTO_COVERAGE struct shard_coverage all = {0};

	for (size_t i = 0; i < operands->count; i++) {
		AUTO_TRACE struct trace trace = {0};
		if (input_traces(&trace, &operands->at[i], 1, err) < 0)
			return -1;
		report_known(trace_forget_known(&trace), operands->at[i]);
		coverage_add(&all, &trace, operands->at[i]);
	}
	(choice->json ? coverage_json : coverage_text)(&all, out);
	return EXIT_SAME;
}

/* --- for other tools --- */

/* Sorted, so that the order of the files does not matter. */
static int draw(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};
	int graph = choice->graph ? graph_find(choice->graph) : 0;

	if (graph < 0)
		return nearest_refuse(err, "--graph", choice->graph, graph_name_at);
	if (input_traces(&trace, operands->at, operands->count, err) < 0)
		return -1;
	trace_sort(&trace);
	if (choice->folded)
		return folded_text(&trace, out, err);
	graph_text(&trace, (enum drawing)graph, out);
	return EXIT_SAME;
}

typedef int show_what(const struct show_options *choice, const struct operands *operands, struct text *out, struct err *err);

static bool draws(const struct show_options *choice)
{
	return choice->graph || choice->folded;
}

static int check_choice(const struct show_options *choice, struct err *err)
{
	int reports = !!choice->by + !!choice->why + choice->danger + choice->coverage + !!choice->graph + choice->folded;

	if (reports > 1)
		return err_set(err, "--by, --why, --danger, --coverage, --graph and --folded cannot be combined");
	if (draws(choice) && choice->json)
		return err_set(err, "--graph and --folded cannot be combined with --json");
	if (choice->verbose && (choice->json || reports))
		return err_set(err, "--verbose only applies to the list of calls as text");
	return 0;
}

static show_what *what_of(const struct show_options *choice)
{
	if (draws(choice))
		return draw;
	if (choice->why)
		return why;
	if (choice->danger)
		return danger;
	if (choice->coverage)
		return coverage;
	return choice->by ? by : report;
}

static int show_main(const void *given, const struct operands *operands, struct err *err)
{
	struct show_options choice = *(const struct show_options *)given;
	AUTO_TEXT struct text out = {0};
	struct colour colour = {0};

	if (output_format(&choice.json, choice.format, err) < 0 || check_choice(&choice, err) < 0 ||
	    colour_choose(&colour, choice.color, choice.output, err) < 0)
		return -1;
	int answer = what_of(&choice)(&choice, operands, &out, err);
	if (answer < 0 || output_report(choice.output, &out, !choice.json && !draws(&choice), &colour, err) < 0)
		return -1;
	return answer == EXIT_TROUBLE ? -1 : answer;      /* the report is written; err says which file was read inexactly */
}

static const struct option_choice choices[] = {
	{"format", output_format_at},
	{"by", by_name_at},
	{"why", syscall_name_at},
	{"graph", graph_name_at},
	{"color", when_at},
	{0},
};

const struct command command_show = {
	.name = "show",
	.what = "print the calls that a program made, or that a policy allows",
	.synopsis = "[options] TRACE|POLICY|FILTER.bpf...",
	.example = "show --why=openat seccord.trace",
	.more = "Of a policy, a filter or a profile of another tool it prints what is allowed:\n"
	        "dangerous calls first, then all calls by category. Each such file is shown\n"
	        "apart, and the exit status is 2 if one was read inexactly, so that it may allow\n"
	        "more. With --why, the exit status is 1 if no trace contains the call.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct show_options),
	.shared = input_rows, .shared_at = offsetof(struct show_options, input),
	.least = 1, .most = OPERANDS_ANY,
	.main = show_main,
};
