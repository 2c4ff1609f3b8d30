/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord check: would this policy, or this filter, stop what was recorded?
 *
 * A policy is asked by its meaning, a filter by running its bytes; the
 * question is the same.
 */
#include "analyzer/check_deep.h"

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

struct check_options {
	const char *output;
};

static const struct option_row options[] = {
	{'o', "output", OPTION_WORD, offsetof(struct check_options, output), "FILE", "where to write; - is stdout, the default"},
	{0},
};

static struct verdict decide_by_policy(const void *policy, const struct seccomp_data *data)
{
	return policy_eval(policy, data);
}

static struct verdict decide_by_filter(const void *filter, const struct seccomp_data *data)
{
	return verdict_of_ret(filter_run(filter, data, NULL));
}

/* Fills `policy` where that is what decides. */
static int check_input(struct check *check, struct input *input, const char *name, const struct trace *trace,
                       struct policy *policy, struct err *err)
{
	AUTO_TEXT struct text told = {0};

	if (input->kind == INPUT_FILTER) {
		check_trace(check, trace, decide_by_filter, &input->filter);
		return 0;
	}
	if (input_to_policy(policy, input, name, &told, err) < 0)
		return -1;
	check_trace(check, trace, decide_by_policy, policy);
	check_deep(check, trace, policy);
	return 0;
}

static int check_tell(const struct check *check, const struct trace *trace, const struct policy *policy,
                      const char *output, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	check_text(check, trace, policy, &out);
	if (output_text(output, &out, err) < 0)
		return -1;
	return check->stopped || check->let_through ? EXIT_DIFFERENT : EXIT_SAME;
}

static int check_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct check_options *choice = given;
	AUTO_INPUT struct input input = {0};
	AUTO_TRACE struct trace trace = {0};
	AUTO_POLICY struct policy policy = {0};
	struct check check = {0};

	if (input_read(&input, operands->at[0], err) < 0)
		return -1;
	if (input_traces(&trace, operands->at + 1, operands->count - 1, err) < 0)
		return -1;
	int result = check_input(&check, &input, operands->at[0], &trace, &policy, err);
	if (result == 0)
		result = check_tell(&check, &trace, policy.archs ? &policy : NULL, choice->output, err);
	check_free(&check);
	return result;
}

const struct command command_check = {
	.name = "check",
	.what = "list the recorded calls that a policy or filter would stop",
	.synopsis = "[-o FILE] POLICY|FILTER.bpf TRACE...",
	.example = "check policy.json nightly.trace",
	.more = "Exit status: 0 none is stopped, 1 some are, or pass outside their deep rows,\n"
	        "2 trouble.",
	.options = options,
	.size = sizeof(struct check_options),
	.least = 2, .most = OPERANDS_ANY,
	.main = check_main,
};
