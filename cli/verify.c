/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord verify: a proof that a filter does what a policy says, or a call
 * that shows the contrary.
 */
#include "emit/prove.h"

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "core/printable.h"

struct verify_options {
	bool subset;
	const char *output;
};

static const struct option_row options[] = {
	{0,   "subset", OPTION_SWITCH, offsetof(struct verify_options, subset), NULL,   "the first lets nothing through that the second stops"},
	{'o', "output", OPTION_WORD,   offsetof(struct verify_options, output), "FILE", "where to write; - is stdout, the default"},
	{0},
};

/* A filter is proved as it is, anything else by the policy that it is or needs. */
static int side_read(struct side *side, struct input *input, struct policy *policy, const char *name, struct err *err)
{
	AUTO_TEXT struct text told = {0};

	if (input_read(input, name, err) < 0)
		return -1;
	if (input->kind == INPUT_FILTER) {
		*side = (struct side){ .filter = &input->filter };
		return 0;
	}
	*side = (struct side){ .policy = policy };
	return input_to_policy(policy, input, name, &told, err);
}

static void answer_line(const char *name, uint32_t ret, struct text *out)
{
	text_add(out, "  ");
	printable_add_string(out, name);
	text_add(out, ": ");
	prove_answer_text(ret, out);
	text_add(out, "\n");
}

static void proof_text(const struct proof *proof, bool subset, const char *const names[2], struct text *out)
{
	if (proof->holds) {
		text_add(out, "proved: ");
		printable_add_string(out, names[0]);
		text_add(out, subset ? " lets nothing through that " : " and ");
		printable_add_string(out, names[1]);
		text_add(out, subset ? " stops\n" : " answer every call alike\n");
		return;
	}
	prove_call_text(proof, out);
	text_add(out, "\n");
	answer_line(names[0], proof->left, out);
	answer_line(names[1], proof->right, out);
}

static int verify_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct verify_options *choice = given;
	AUTO_INPUT struct input left = {0}, right = {0};
	AUTO_POLICY struct policy one = {0}, other = {0};
	AUTO_TEXT struct text out = {0};
	struct side sides[2];
	struct proof proof;

	if (side_read(&sides[0], &left, &one, operands->at[0], err) < 0)
		return -1;
	if (side_read(&sides[1], &right, &other, operands->at[1], err) < 0)
		return -1;
	if (prove(&proof, sides[0], sides[1], choice->subset ? CLAIM_SUBSET : CLAIM_EQUAL, err) < 0)
		return -1;
	proof_text(&proof, choice->subset, operands->at, &out);
	if (output_text(choice->output, &out, err) < 0)
		return -1;
	return proof.holds ? EXIT_SAME : EXIT_DIFFERENT;
}

const struct command command_verify = {
	.name = "verify",
	.what = "prove that a filter does what a policy says, for every call",
	.synopsis = "[--subset] [-o FILE] FILTER.bpf POLICY|FILTER.bpf",
	.example = "verify sort.bpf sort.json",
	.more = "Exit status: 0 proved, 1 refuted by the call that is printed, 2 trouble.",
	.options = options,
	.size = sizeof(struct verify_options),
	.least = 2, .most = 2,
	.main = verify_main,
};
