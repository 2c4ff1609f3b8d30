/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord check: lists the recorded calls that a policy or filter would stop.
 */
#include "analyzer/check/check_deep.h"

#include "cli/commands.h"
#include "cli/common/decision.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/output.h"

struct check_options {
	const char *output;
	bool json;
	struct input_choice input;
};

static const struct option_row options[] = {
	{'j', "json", OPTION_SWITCH, offsetof(struct check_options, json), NULL, "print JSON"},
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

static int check_write(const struct check *check, const struct trace *trace, const struct policy *policy,
                      const struct check_options *choice, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	if (choice->json)
		check_json(check, trace, &out);
	else
		check_text(check, trace, policy, &out);
	if ((choice->json ? output_write : output_text)(choice->output, &out, err) < 0)
		return -1;
	return check->stopped || check->maybe || check->let_through ? EXIT_DIFFERENT : EXIT_SAME;
}

static int check_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct check_options *choice = given;
	AUTO_INPUT struct input input = {0};
	AUTO_TRACE struct trace trace = {0};
	AUTO_POLICY struct policy policy = {0};
	struct check check = {0};

	if (input_read(&input, operands->at[0], &choice->input, err) < 0)
		return -1;
	if (input_traces(&trace, operands->at + 1, operands->count - 1, err) < 0)
		return -1;
	trace_forget_programs(&trace);        /* a policy answers all of them alike */
	int result = check_input(&check, &input, operands->at[0], &trace, &policy, err);
	if (result == 0)
		result = check_write(&check, &trace, policy.archs ? &policy : NULL, choice, err);
	if (result == EXIT_SAME)
		result = inexact_check(&policy, operands->at[0], "confirm that no call is stopped", err);
	check_free(&check);
	return result;
}

const struct command command_check = {
	.name = "check",
	.what = "list the recorded calls that a policy or filter would stop",
	.synopsis = "[--json] [-o FILE] POLICY|FILTER.bpf TRACE...",
	.example = "check policy.json nightly.trace",
	.more = "Exit status: 0 if no call is stopped; 1 if a call is or may be stopped, or is\n"
	        "outside its deep rows; 2 on trouble, or if a policy that was read inexactly\n"
	        "yields no findings.",
	.options = options,
	.size = sizeof(struct check_options),
	.shared = input_rows, .shared_at = offsetof(struct check_options, input),
	.least = 2, .most = OPERANDS_ANY,
	.main = check_main,
};
