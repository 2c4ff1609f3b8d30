/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord report: one HTML page about recordings, their policy and what changed.
 */
#include "analyzer/page/page.h"

#include "analyzer/check/check_deep.h"
#include "analyzer/explain/remedy.h"
#include "cli/commands.h"
#include "cli/version.h"
#include "cli/common/comparison.h"
#include "cli/common/output.h"
#include "cli/terminal/meter.h"

struct report_options {
	bool show_paths;
	const char *output, *policy, *against, *progress;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0,   "policy",     OPTION_WORD,   offsetof(struct report_options, policy),     "FILE", "show its rules with reasons, and what it refuses"},
	{0,   "against",    OPTION_WORD,   offsetof(struct report_options, against),    "OLD",  "show how the traces differ from this trace or policy"},
	{0,   "show-paths", OPTION_SWITCH, offsetof(struct report_options, show_paths), NULL,   "keep arguments of commands and home directories"},
	{0,   "progress",   OPTION_WORD,   offsetof(struct report_options, progress),   "WHEN", METER_HELP},
	{'o', "output",     OPTION_WORD,   offsetof(struct report_options, output),     "FILE", "output file; - is stdout, the default"},
	{0},
};

/* What the page is about; the page itself points into it. */
struct subject {
	struct trace trace;                   /* all of them */
	struct shard_coverage coverage;       /* without what is known from earlier traces */
	struct danger_report danger;
	struct input input;                   /* of --policy */
	struct policy policy;
	struct decision decision;
	struct trace checked;
	struct check check;
	struct comparing comparison;
};

static void subject_free(struct subject *subject)
{
	comparison_free(&subject->comparison);
	check_free(&subject->check);
	trace_free(&subject->checked);
	decision_free(&subject->decision);
	policy_free(&subject->policy);
	input_free(&subject->input);
	danger_report_free(&subject->danger);
	coverage_free(&subject->coverage);
	trace_free(&subject->trace);
}

/* Sorted, so that the order of the files only matters to the coverage. */
static int read_traces(struct subject *subject, const struct operands *operands, struct progress *progress, struct err *err)
{
	progress_begin(progress, NULL, operands->count);
	for (size_t i = 0; i < operands->count; i++) {
		AUTO_TRACE struct trace trace = {0};
		progress_name(progress, operands->at[i]);
		progress_add(progress, 1);
		if (input_traces(&trace, &operands->at[i], 1, err) < 0)
			return -1;
		trace_merge(&subject->trace, &trace);
		trace_forget_known(&trace);
		coverage_add(&subject->coverage, &trace, operands->at[i]);
	}
	trace_sort(&subject->trace);
	danger_of_trace(&subject->danger, &subject->trace);
	return 0;
}

static int read_policy(struct subject *subject, const struct report_options *choice, struct text *notes, struct err *err)
{
	struct input *input = &subject->input;

	if (!choice->policy)
		return 0;
	if (input_read(input, choice->policy, &choice->input, err) < 0)
		return -1;
	bool is_filter = input->kind == INPUT_FILTER;
	if (input_to_policy(&subject->policy, input, choice->policy, notes, err) < 0)
		return -1;
	subject->decision.policy = is_filter ? NULL : &subject->policy;
	subject->decision.filter = &input->filter;
	if (decision_begin(&subject->decision, choice->policy, err) < 0)
		return -1;
	trace_merge(&subject->checked, &subject->trace);
	trace_forget_programs(&subject->checked);
	check_trace(&subject->check, &subject->checked, &subject->decision.by);
	if (!is_filter)
		check_deep(&subject->check, &subject->checked, &subject->policy);
	return 0;
}

static int compare(struct subject *subject, const struct report_options *choice, const char *name, struct text *notes,
                   struct err *err)
{
	AUTO_TRACE struct trace trace = {0};

	if (!choice->against)
		return 0;
	trace_merge(&trace, &subject->trace);
	if (comparison_read(&subject->comparison, 0, choice->against, &choice->input, notes, err) < 0 ||
	    comparison_take(&subject->comparison, 1, name, &trace, notes, err) < 0)
		return -1;
	return comparison_make(&subject->comparison, err);
}

static int write_page(const struct subject *subject, const struct report_options *choice, struct err *err)
{
	AUTO_TEXT struct text out = {0};
	const struct page page = {
		.version = SECCORD_VERSION,
		.trace = &subject->trace,
		.coverage = &subject->coverage,
		.danger = &subject->danger,
		.private_facts = choice->show_paths,
		.policy_name = choice->policy,
		.policy = &subject->policy,
		.is_filter = subject->input.kind == INPUT_FILTER,
		.suggest = remedy_suggest,
		.checked = &subject->checked,
		.check = &subject->check,
		.review = choice->against ? &subject->comparison.review : NULL,
	};

	page_write(&page, &out);
	return output_write(choice->output, &out, err);
}

static int read_shown(struct subject *subject, const struct operands *operands, const char *when, struct err *err)
{
	AUTO_METER struct meter meter = {0};

	if (meter_choose(&meter, when, false, err) < 0)
		return -1;
	meter_start(&meter, METER_FILES);
	return read_traces(subject, operands, meter_progress(&meter), err);
}

static int report_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct report_options *choice = given;
	__attribute__((cleanup(subject_free))) struct subject subject = {0};
	AUTO_TEXT struct text notes = {0};

	if (read_shown(&subject, operands, choice->progress, err) < 0 || read_policy(&subject, choice, &notes, err) < 0 ||
	    compare(&subject, choice, operands->at[0], &notes, err) < 0 || write_page(&subject, choice, err) < 0)
		return -1;
	return EXIT_SAME;
}

static const struct option_choice choices[] = {
	{"progress", when_at},
	{0},
};

const struct command command_report = {
	.name = "report",
	.what = "write one HTML page about traces, their policy and what changed",
	.synopsis = "[options] TRACE...",
	.example = "report -o report.html --policy=policy.json app.trace",
	.more = "The page loads nothing from elsewhere and is readable without JavaScript. By\n"
	        "default it has no arguments of commands, and ~ for home directories. Exit\n"
	        "status: 0 the page is written, 2 trouble.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct report_options),
	.shared = input_rows, .shared_at = offsetof(struct report_options, input),
	.least = 1, .most = OPERANDS_ANY,
	.main = report_main,
};
