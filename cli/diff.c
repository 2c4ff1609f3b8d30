/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord diff: lists what one policy, filter or trace allows and another does not.
 *
 * Filters are compared directly; the policy lifted from a filter is only used to
 * describe the differences.
 */
#include "analyzer/diff/diff.h"
#include "cli/commands.h"
#include "cli/common/input.h"
#include "cli/common/judge.h"
#include "cli/common/output.h"

struct diff_options {
	bool json;
	const char *output;
	struct input_choice input;
};

static const struct option_row options[] = {
	{'j', "json",   OPTION_SWITCH, offsetof(struct diff_options, json),   NULL,   "print JSON"},
	{'o', "output", OPTION_WORD,   offsetof(struct diff_options, output), "FILE", "output file; - is stdout, the default"},
	{0},
};

struct operand {
	const char *name;
	struct input input;
	struct policy policy;
};

static void operands_free(struct operand given[2])
{
	for (int i = 0; i < 2; i++) {
		input_free(&given[i].input);
		policy_free(&given[i].policy);
	}
}

static int operand_read(struct operand *operand, const char *name, const struct input_choice *choice, struct text *notes,
                        struct err *err)
{
	operand->name = name;
	if (input_read(&operand->input, name, choice, err) < 0)
		return -1;
	return input_to_policy(&operand->policy, &operand->input, name, notes, err);
}

static struct side side_of(const struct operand *operand)
{
	bool filter = operand->input.kind == INPUT_FILTER;

	return (struct side){.filter = filter ? &operand->input.filter : NULL, .policy = filter ? NULL : &operand->policy};
}

static struct change_side change_side_of(const struct operand *operand)
{
	return (struct change_side){&operand->policy, operand->input.kind == INPUT_FILTER};
}

/* Reports the first side that was read inexactly, with its first reason. */
static int cannot_compare(const struct operand given[2], struct err *err)
{
	int which = given[0].input.kind == INPUT_FILTER || !given[0].policy.inexact_count;

	return err_set(err, "cannot compare: %s was read inexactly: %s", given[which].name,
	               given[which].policy.inexact[0].reason);
}

static int compare(const struct operand given[2], const struct diff_options *choice, struct err *err)
{
	AUTO_COMPARE struct compare *compared = compare_begin(side_of(&given[0]), side_of(&given[1]), err);
	AUTO_DIFF struct diff diff = {0};
	AUTO_TEXT struct text out = {0};

	if (!compared)
		return -1;
	struct judge judge = judge_of(compared);
	diff_of(&diff, (struct change_side[]){change_side_of(&given[0]), change_side_of(&given[1])}, &judge);
	if (compare_check(compared, err) < 0)
		return -1;
	if (diff.outcome == DIFF_UNKNOWN)
		return cannot_compare(given, err);
	(choice->json ? diff_json : diff_text)(&diff, &out);
	if (output_text(choice->output, &out, err) < 0)
		return -1;
	return diff.outcome == DIFF_DIFFERENT ? EXIT_DIFFERENT : EXIT_SAME;
}

static int diff_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct diff_options *choice = given;
	struct operand sides[2] = {0};
	AUTO_TEXT struct text notes = {0};
	int status = 0;

	for (int i = 0; i < 2 && !status; i++)
		status = operand_read(&sides[i], operands->at[i], &choice->input, &notes, err);
	if (!status)
		status = compare(sides, choice, err);
	operands_free(sides);
	return status;
}

const struct command command_diff = {
	.name = "diff",
	.what = "compare two policies or filters, or what two traces need",
	.synopsis = "[--json] OLD NEW",
	.example = "diff policy.json new.trace",
	.more = "Compares the answers to every possible call; filters are compared directly.\n"
	        "Calls affected by an inexactly read input are not compared, and the result is\n"
	        "then never \"the same\". Exit status: 0 the same, 1 different, 2 trouble.",
	.options = options,
	.size = sizeof(struct diff_options),
	.shared = input_rows, .shared_at = offsetof(struct diff_options, input),
	.least = 2, .most = 2,
	.main = diff_main,
};
