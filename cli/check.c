/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord check: lists the recorded calls that a policy or filter would stop, or what it allows and nothing needs.
 */
#include <errno.h>
#include <string.h>

#include "analyzer/check/check_deep.h"
#include "analyzer/check/check_junit.h"
#include "analyzer/explain/remedy.h"
#include "analyzer/report/unused.h"
#include "analyzer/text/redact.h"
#include "cli/commands.h"
#include "cli/common/decision.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "core/base/nearest.h"

struct check_options {
	const char *format, *color, *output;
	struct colour colour;                 /* no option */
	bool json, unused, show_paths;
	struct input_choice input;
};

static const struct option_row options[] = {
	{0, "unused", OPTION_SWITCH, offsetof(struct check_options, unused), NULL, "list what the traces do not need of the policy"},
	{'f', "format", OPTION_WORD, offsetof(struct check_options, format), "FORMAT", "text (the default), json or junit"},
	{'j', "json", OPTION_SWITCH, offsetof(struct check_options, json), NULL, "the same as --format=json"},
	{0, "color", OPTION_WORD, offsetof(struct check_options, color), "WHEN", COLOUR_HELP},
	{0, "show-paths", OPTION_SWITCH, offsetof(struct check_options, show_paths), NULL, "keep home directories in JUnit"},
	{'o', "output", OPTION_WORD, offsetof(struct check_options, output), "FILE", "output file; - is stdout, the default"},
	{0},
};

static int check_by(struct check *check, const struct policy *policy, const struct filter *filter, const struct trace *trace,
                    const char *name, struct err *err)
{
	AUTO_DECISION struct decision decision = { .policy = policy, .filter = filter };

	if (decision_begin(&decision, name, err) < 0)
		return -1;
	check_trace(check, trace, &decision.by);
	return 0;
}

/* Fills `policy` unless the input is a filter. */
static int check_input(struct check *check, struct input *input, const char *name, const struct trace *trace,
                       struct policy *policy, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	if (input->kind == INPUT_FILTER)
		return check_by(check, NULL, &input->filter, trace, name, err);
	if (input_to_policy(policy, input, name, &notes, err) < 0 ||
	    check_by(check, policy, NULL, trace, name, err) < 0)
		return -1;
	check_deep(check, trace, policy);
	return 0;
}

/* --- formats --- */

struct checked {
	const struct check *check;
	const struct trace *trace;
	const struct policy *policy;          /* NULL: a filter */
	const char *name;
};

static void write_text(const struct checked *checked, struct text *out)
{
	check_text(checked->check, checked->trace, checked->policy, remedy_suggest, out);
}

static void write_json(const struct checked *checked, struct text *out)
{
	check_json(checked->check, checked->trace, out);
}

static void write_junit(const struct checked *checked, struct text *out)
{
	struct err doubt = {0};
	bool inexact = checked->policy && inexact_check(checked->policy, checked->name, "confirm that no call is stopped", &doubt) < 0;
	struct check_junit how = {checked->name, checked->policy, remedy_suggest, inexact ? doubt.text : NULL};

	check_junit(checked->check, checked->trace, &how, out);
}

static const struct format {
	const char *name;
	void (*write)(const struct checked *checked, struct text *out);
	bool people;                          /* made for them */
	bool programs;                        /* calls of different programs stay apart, and home directories become ~: it is shown to others */
} formats[] = {
	{"text", write_text, true, false}, {"json", write_json, false, false}, {"junit", write_junit, false, true},
};

static const char *format_name(const struct check_options *choice)
{
	return choice->format ? choice->format : choice->json ? "json" : "text";
}

static bool is_json(const struct check_options *choice)
{
	return !strcmp(format_name(choice), "json");
}

static const char *format_at(unsigned i)
{
	return i < COUNT_OF(formats) ? formats[i].name : NULL;
}

/* The table ends with the format that has programs. */
static const char *format_of_unused_at(unsigned i)
{
	return i < COUNT_OF(formats) && !formats[i].programs ? formats[i].name : NULL;
}

static const struct format *format_of(const struct check_options *choice, struct err *err)
{
	const char *name = format_name(choice);

	for (size_t i = 0; i < COUNT_OF(formats); i++)
		if (!strcmp(formats[i].name, name) && !(choice->unused && formats[i].programs))
			return &formats[i];
	nearest_refuse(err, "--format", name, choice->unused ? format_of_unused_at : format_at);
	return NULL;
}

static int check_write(const struct checked *checked, const struct format *format, const struct check_options *choice,
                       struct err *err)
{
	const struct check *check = checked->check;
	AUTO_TEXT struct text out = {0};

	format->write(checked, &out);
	if (format->programs && !choice->show_paths)
		redact_text(&out);
	if (output_report(choice->output, &out, format->people, &choice->colour, err) < 0)
		return -1;
	return check->stopped || check->maybe || check->let_through ? EXIT_DIFFERENT : EXIT_SAME;
}

/* --- what is not needed --- */

static int unused_write(const struct unused *unused, const struct policy *policy, const char *name,
                        const struct check_options *choice, struct err *err)
{
	AUTO_TEXT struct text out = {0};
	bool exact = inexact_check(policy, name, "list all of it", err) == 0;

	if (is_json(choice))
		unused_json(unused, name, exact, &out);
	else
		unused_text(unused, exact ? NULL : err->text, output_width(choice->output), &out);
	if (output_report(choice->output, &out, !is_json(choice), &choice->colour, err) < 0)
		return -1;
	return !exact ? -1 : unused_is_none(unused) ? EXIT_SAME : EXIT_DIFFERENT;
}

/* A filter is asked itself; the policy lifted from it only has the words. */
static int unused_compare(const struct policy *policy, const struct filter *filter, const struct policy *needed,
                          const struct trace *trace, const char *name, const struct check_options *choice, struct err *err)
{
	AUTO_DECISION struct decision given = { .policy = filter ? NULL : policy, .filter = filter };
	AUTO_DECISION struct decision need = { .policy = needed };
	AUTO_DECISION struct decision beyond = { .policy = given.policy, .filter = filter, .but = needed };
	AUTO_UNUSED struct unused unused = {0};

	if (decision_begin(&given, name, err) < 0 || decision_begin(&need, "the traces", err) < 0 ||
	    decision_begin(&beyond, name, err) < 0)
		return -1;
	unused_of(&unused, (struct unused_side){policy, &given.by}, (struct unused_side){needed, &need.by}, &beyond.by, trace);
	return unused_write(&unused, policy, name, choice, err);
}

static int unused_main(struct input *input, const struct trace *trace, const char *name, const struct check_options *choice,
                       struct err *err)
{
	const struct derive_options standard = {.level = LEVEL_DEFAULT, .otherwise = {ACTION_ERRNO, EPERM}};
	const struct filter *filter = input->kind == INPUT_FILTER ? &input->filter : NULL;
	AUTO_POLICY struct policy policy = {0}, needed = {0};
	AUTO_TEXT struct text notes = {0};

	if (input_to_policy(&policy, input, name, &notes, err) < 0 || derive_policy(&needed, trace, &standard, &notes, err) < 0)
		return -1;
	return unused_compare(&policy, filter, &needed, trace, name, choice, err);
}

static void note_incomplete(const struct trace *trace, const struct operands *operands)
{
	if (!trace->complete)
		output_line("note: %s incomplete (%s): calls may be missing", operands->count == 2 ? "the trace is" : "the traces are",
		            trace_why_incomplete(trace));
}

static int check_main(const void *given, const struct operands *operands, struct err *err)
{
	struct check_options chosen = *(const struct check_options *)given, *choice = &chosen;
	const struct format *format = format_of(choice, err);
	AUTO_INPUT struct input input = {0};
	AUTO_TRACE struct trace trace = {0};
	AUTO_POLICY struct policy policy = {0};
	struct check check = {0};

	if (!format || colour_choose(&chosen.colour, choice->color, choice->output, err) < 0 ||
	    input_read(&input, operands->at[0], &choice->input, err) < 0)
		return -1;
	if (input_traces(&trace, operands->at + 1, operands->count - 1, err) < 0)
		return -1;
	note_incomplete(&trace, operands);
	if (choice->unused)
		return unused_main(&input, &trace, operands->at[0], choice, err);
	if (!format->programs)
		trace_forget_programs(&trace);        /* a policy answers all of them alike */
	int result = check_input(&check, &input, operands->at[0], &trace, &policy, err);
	if (result == 0)
		result = check_write(&(struct checked){&check, &trace, policy.archs ? &policy : NULL, operands->at[0]}, format, choice, err);
	if (result == EXIT_SAME)
		result = inexact_check(&policy, operands->at[0], "confirm that no call is stopped", err);
	check_free(&check);
	return result;
}

static const struct option_choice choices[] = {
	{"format", format_at},
	{"color", when_at},
	{0},
};

const struct command command_check = {
	.name = "check",
	.what = "list the recorded calls that a policy or filter would stop",
	.synopsis = "[options] POLICY|FILTER.bpf TRACE...",
	.example = "check policy.json nightly.trace",
	.more = "Exit status: 0 if no call is stopped; 1 if a call is or may be stopped, or has\n"
	        "arguments behind a pointer that the policy does not list (\"deep\": a filter\n"
	        "cannot see them); 2 on trouble, or if a policy that was read inexactly yields\n"
	        "no findings.\n"
	        "With --unused: 0 if all that the policy allows is needed by the policy that\n"
	        "`seccord policy` derives from the traces; 1 if not; 2 if the policy was read\n"
	        "inexactly, so that it may allow more.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct check_options),
	.shared = input_rows, .shared_at = offsetof(struct check_options, input),
	.least = 2, .most = OPERANDS_ANY,
	.main = check_main,
};
