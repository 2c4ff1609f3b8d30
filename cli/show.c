/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord show: what a program used, in words.
 */
#include "analyzer/report.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"

struct show_options {
	bool json;
	const char *output;
};

static const struct option_row options[] = {
	{'j', "json",   OPTION_SWITCH, offsetof(struct show_options, json),   NULL,   "for machines"},
	{'o', "output", OPTION_WORD,   offsetof(struct show_options, output), "FILE", "where to write; - is stdout, the default"},
	{0},
};

static int show_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct show_options *choice = given;
	AUTO_TEXT struct text out = {0};
	AUTO_TRACE struct trace trace = {0};

	if (input_traces(&trace, operands->at, operands->count, err) < 0)
		return -1;
	(choice->json ? report_json : report_text)(&trace, &out);
	return output_write(choice->output, &out, err);
}

const struct command command_show = {
	.name = "show",
	.what = "print what a program used, by category",
	.synopsis = "[--json] TRACE...",
	.example = "show seccord.trace",
	.options = options,
	.size = sizeof(struct show_options),
	.least = 1, .most = OPERANDS_ANY,
	.main = show_main,
};
