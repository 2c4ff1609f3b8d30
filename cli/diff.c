/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord diff: what one policy allows that another does not.
 */
#include "analyzer/diff.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

struct diff_options {
	bool json;
	const char *output;
};

static const struct option_row options[] = {
	{'j', "json",   OPTION_SWITCH, offsetof(struct diff_options, json),   NULL,   "for machines"},
	{'o', "output", OPTION_WORD,   offsetof(struct diff_options, output), "FILE", "where to write; - is stdout, the default"},
	{0},
};

static int diff_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct diff_options *choice = given;
	AUTO_TEXT struct text out = {0}, told = {0};
	AUTO_POLICY struct policy before = {0}, after = {0};

	if (input_policy(&before, operands->at[0], &told, err) < 0)
		return -1;
	if (input_policy(&after, operands->at[1], &told, err) < 0)
		return -1;
	bool different = (choice->json ? diff_json : diff_text)(&before, &after, &out);
	if (output_text(choice->output, &out, err) < 0)
		return -1;
	return different ? EXIT_DIFFERENT : EXIT_SAME;
}

const struct command command_diff = {
	.name = "diff",
	.what = "compare two policies, or what two traces need",
	.synopsis = "[--json] OLD NEW",
	.example = "diff policy.json new.trace",
	.more = "Exit status: 0 the same, 1 different, 2 trouble.",
	.options = options,
	.size = sizeof(struct diff_options),
	.least = 2, .most = 2,
	.main = diff_main,
};
