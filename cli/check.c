/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord check: lists the recorded calls that a policy or filter would stop.
 *
 * A policy is evaluated by policy_eval, a filter by running its instructions.
 */
#include "analyzer/check/check_deep.h"

#include "cli/commands.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/box_answers.h"
#include "emit/proof/filter_bdd.h"

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

/* The policy or filter to check, and its decision diagram. */
struct decision {
	const struct policy *policy;          /* NULL: use the filter */
	const struct filter *filter;
	struct box_answers *answers;
};

static struct verdict decide(const void *context, const struct seccomp_data *data)
{
	const struct decision *by = context;

	return by->policy ? policy_eval(by->policy, data) : verdict_of_ret(filter_run(by->filter, data, NULL));
}

struct listener {
	check_report *report;
	void *to;
};

static void pass_on(void *to, uint32_t answer, const struct seccomp_data *example)
{
	struct listener *listener = to;

	listener->report(listener->to, verdict_of_ret(answer), example);
}

static void every_answer(const void *context, const struct box *box, check_report *report, void *to)
{
	const struct decision *by = context;
	struct listener listener = { report, to };

	box_answers_each(by->answers, box, pass_on, &listener);
}

static int check_by(struct check *check, struct decision *by, const struct trace *trace, const char *name, struct err *err)
{
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	AUTO_BOX_ANSWERS struct box_answers box = {0};
	bdd answers = by->policy ? policy_bdd(manager, by->policy) :
	                  filter_bdd(manager, by->filter, filter_is_big_endian(by->filter));

	if (manager_is_full(manager))
		return err_set(err, "%s: too intricate: cannot compute its answer to every call", name);
	box_answers_begin(&box, manager, answers);
	by->answers = &box;
	check_trace(check, trace, &(struct check_by){ decide, every_answer, by });
	return 0;
}

/* Fills `policy` unless the input is a filter. */
static int check_input(struct check *check, struct input *input, const char *name, const struct trace *trace,
                       struct policy *policy, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	if (input->kind == INPUT_FILTER)
		return check_by(check, &(struct decision){ .filter = &input->filter }, trace, name, err);
	if (input_to_policy(policy, input, name, &notes, err) < 0 ||
	    check_by(check, &(struct decision){ .policy = policy }, trace, name, err) < 0)
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
	int result = check_input(&check, &input, operands->at[0], &trace, &policy, err);
	if (result == 0)
		result = check_write(&check, &trace, policy.archs ? &policy : NULL, choice, err);
	if (result == EXIT_SAME)
		result = input_check_exact(&policy, operands->at[0], "confirm that no call is stopped", err);
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
