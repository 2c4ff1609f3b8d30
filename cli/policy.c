/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord policy: from traces to the policy that they need.
 *
 * Policy files among the inputs are the author's own: their rules stand over
 * what is derived. With policies alone, the result is their sum in the order
 * of the file format.
 */
#include <errno.h>

#include "analyzer/derive.h"
#include "cli/answer.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "core/plan.h"

struct policy_options {
	bool exact, no_args, kill, plan;
	struct words archs, without_sets, with_sets, deny, envelopes, supervise;
	const char *otherwise, *output;
};

static const struct option_row options[] = {
	{0,   "exact",   OPTION_SWITCH, offsetof(struct policy_options, exact),        NULL,     "what was seen and cannot be avoided; no set is closed"},
	{0,   "no-args", OPTION_SWITCH, offsetof(struct policy_options, no_args),      NULL,     "no conditions on arguments"},
	{0,   "arch",    OPTION_WORDS,  offsetof(struct policy_options, archs),        "ARCH",   "carry it to this arch too (i386, arm64, ...)"},
	{0,   "set",     OPTION_WORDS,  offsetof(struct policy_options, with_sets),    "SET",    "close this equivalence set too"},
	{0,   "no-set",  OPTION_WORDS,  offsetof(struct policy_options, without_sets), "SET",    "leave this set, or family of sets (t64), open"},
	{0,   "deny",    OPTION_WORDS,  offsetof(struct policy_options, deny),         "CALL",   "do not allow this call; what breaks is told"},
	{0,   "for",     OPTION_WORDS,  offsetof(struct policy_options, envelopes),    "RUNTIME", "allow what this runtime calls under the filter too"},
	{0,   "supervise", OPTION_WORDS, offsetof(struct policy_options, supervise),   "CALL",   "leave this call (openat2) to `run --supervise`"},
	{0,   "kill",    OPTION_SWITCH, offsetof(struct policy_options, kill),         NULL,     "end whoever makes a call of no program of today"},
	{0,   "errno-plan", OPTION_SWITCH, offsetof(struct policy_options, plan),      NULL,     "write how what is not allowed is refused, and why"},
	{0,   "default", OPTION_WORD,   offsetof(struct policy_options, otherwise),    "ANSWER", "what is not allowed: errno[:NAME], kill, log or trap"},
	{'o', "output",  OPTION_WORD,   offsetof(struct policy_options, output),       "FILE",   "where to write; - is stdout, the default"},
	{0},
};

/* What the files gave, by kind. */
struct inputs {
	struct trace trace;
	size_t traces;
	struct policy author;
	size_t policies;
};

static void inputs_free(struct inputs *inputs)
{
	trace_free(&inputs->trace);
	policy_free(&inputs->author);
}
#define AUTO_INPUTS __attribute__((cleanup(inputs_free)))

/* The first one says what is answered to the rest, where there is no trace. */
static int add_author(struct inputs *inputs, struct input *input, const char *name, struct text *told, struct err *err)
{
	AUTO_POLICY struct policy policy = {0};

	if (!inputs->policies++)
		return input_to_policy(&inputs->author, input, name, told, err);
	if (input_to_policy(&policy, input, name, told, err) < 0)
		return -1;
	derive_overlay(&inputs->author, &policy);
	return 0;
}

static int add_input(struct inputs *inputs, const char *name, struct text *told, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	if (input_read(&input, name, err) < 0)
		return -1;
	if (input.kind != INPUT_TRACE)
		return add_author(inputs, &input, name, told, err);
	inputs->traces++;
	trace_merge(&inputs->trace, &input.trace);
	return 0;
}

static int derive(struct policy *policy, const struct inputs *inputs, const struct policy_options *choice,
                  struct text *told, struct err *err)
{
	struct derive_options how = {
		.exact = choice->exact,
		.no_args = choice->no_args,
		.without_sets = choice->without_sets.at,
		.with_sets = choice->with_sets.at,
		.deny = choice->deny.at,
		.envelopes = choice->envelopes.at,
		.supervise = choice->supervise.at,
		.kill = choice->kill,
		.otherwise = {ACTION_ERRNO, EPERM},
	};

	if (answer_archs(&how.archs, &choice->archs, err) < 0)
		return -1;
	if (derive_policy(policy, &inputs->trace, &how, told, err) < 0)
		return -1;
	if (inputs->policies)
		derive_overlay(policy, &inputs->author);
	return 0;
}

static bool wants_a_trace(const struct policy_options *choice)
{
	return choice->exact || choice->no_args || choice->archs.count || choice->with_sets.count ||
	       choice->without_sets.count || choice->deny.count || choice->envelopes.count || choice->supervise.count ||
	       choice->kill;
}

static int make_policy(struct policy *policy, struct inputs *inputs, const struct policy_options *choice,
                       struct text *told, struct err *err)
{
	if (inputs->traces)
		return derive(policy, inputs, choice, told, err);
	if (wants_a_trace(choice))
		return err_set(err, "options say how to derive from a trace, but there is none among the inputs");
	*policy = inputs->author;
	inputs->author = (struct policy){0};
	policy_sort(policy);
	return 0;
}

static int write_policy(const struct policy *policy, const struct policy_options *choice, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	if (choice->plan)
		plan_text(policy, &out);
	else
		policy_write(policy, &out);
	return output_write(choice->output, &out, err);
}

static int policy_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct policy_options *choice = given;
	AUTO_INPUTS struct inputs inputs = {0};
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text told = {0};

	for (size_t i = 0; i < operands->count; i++)
		if (add_input(&inputs, operands->at[i], &told, err) < 0)
			return -1;
	if (make_policy(&policy, &inputs, choice, &told, err) < 0)
		return -1;
	if (choice->otherwise && answer_parse(&policy.otherwise, choice->otherwise, err) < 0)
		return -1;
	if (write_policy(&policy, choice, err) < 0)
		return -1;
	output_notes(&told);
	return EXIT_SAME;
}

const struct command command_policy = {
	.name = "policy",
	.what = "write the policy that the traced programs need",
	.synopsis = "[options] TRACE|POLICY...",
	.example = "policy -o policy.json first.trace second.trace mine.json",
	.more = "POLICY files are your own rules: each stands over what the traces give.\n"
	        "One in the words of others, or a filter, becomes one of seccord's.\n"
	        "RUNTIMEs: bwrap, catatonit, crun, crun-nnp, dumb-init, firejail, lxc, runc,\n"
	        "runc-nnp, systemd, tini; also one version, as \"crun 1.8.1\"",
	.options = options,
	.size = sizeof(struct policy_options),
	.least = 1, .most = OPERANDS_ANY,
	.main = policy_main,
};
