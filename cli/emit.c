/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord emit: writes a policy as a filter or in another tool's format.
 */
#include "core/base/nearest.h"
#include "emit/out/emit.h"

#include <string.h>
#include <unistd.h>

#include "cli/common/answer.h"
#include "cli/commands.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "emit/compile/proved.h"
#include "emit/compile/weights.h"

struct emit_options {
	const char *format, *otherwise, *output;
	bool no_verify;
	struct option_words archs, weights;
	struct input_choice input;
};

static const struct option_row options[] = {
	{'f', "format",  OPTION_WORD, offsetof(struct emit_options, format),    "FORMAT", "output format (required); see below"},
	{0,   "arch",    OPTION_WORDS, offsetof(struct emit_options, archs),    "ARCH",   "only this arch of the policy (repeatable)"},
	{0,   "default", OPTION_WORD, offsetof(struct emit_options, otherwise), "ANSWER", "default action: errno[:NAME], kill, log or trap"},
	{0,   "weights", OPTION_WORDS, offsetof(struct emit_options, weights),  "TRACE",  "order the filter by call frequency in TRACE"},
	{0,   "no-verify", OPTION_SWITCH, offsetof(struct emit_options, no_verify), NULL, "do not prove the filter before writing it"},
	{'o', "output",  OPTION_WORD, offsetof(struct emit_options, output),    "FILE",   "output file; - is stdout, the default"},
	{0},
};

static const char formats[] =
"Formats:"
#define OUTPUT(id, label, archs, says, actions, defaults, help) "\n  " #id ": " help
#include "emit/out/outputs.def"
#undef OUTPUT
;

static int no_such_format(const char *name, struct err *err)
{
	AUTO_TEXT struct text known = {0};

	for (unsigned i = 0; emit_output_at(i); i++)
		text_format(&known, "%s%s", i ? ", " : "", emit_output_at(i)->name);
	if (!name)
		return err_set(err, "no format given; choose one with -f: %s", known.at);
	err_set(err, "unknown format '%s'; choose one of: %s", name, known.at);
	return nearest_hint(err, nearest(name, emit_output_name_at));
}

/* Raw instructions can garble a terminal. */
static bool would_spoil_terminal(const struct emit_options *choice)
{
	bool to_stdout = !choice->output || !strcmp(choice->output, "-");

	return to_stdout && !strcmp(choice->format, "bpf") && isatty(STDOUT_FILENO);
}

static int keep_archs(struct policy *policy, const struct option_words *words, struct err *err)
{
	arch_set archs = 0;

	if (!words->count)
		return 0;
	if (answer_archs(&archs, words, err) < 0)
		return -1;
	arch_each(arch, archs & ~policy->archs)
		return err_set(err, "the policy does not cover %s; add it with seccord policy --arch=%s",
		               arch_info(arch)->name, arch_info(arch)->name);
	policy_keep_archs(policy, archs);
	return 0;
}

static int weigh(struct policy *policy, const struct option_words *names, struct text *notes, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};

	if (input_traces(&trace, names->at, names->count, err) < 0)
		return -1;
	weights_of_trace(policy, &trace);
	if (trace_has_least(&trace))
		text_add(notes, "--weights: recorded with --engine=learn, so the counts of frequent calls are too low\n");
	return 0;
}

static int emit_policy(const struct policy *policy, const struct emit_output *output, const char *name,
                       struct text *notes, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	if (output->write(policy, &out, notes, err) < 0)
		return -1;
	return output_write(name, &out, err);
}

static int emit_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct emit_options *choice = given;
	const struct emit_output *output = choice->format ? emit_output_find(choice->format) : NULL;
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};

	if (!output)
		return no_such_format(choice->format, err);
	if (would_spoil_terminal(choice))
		return err_set(err, "refusing to write a binary filter to a terminal; use -o FILE, or -f asm for a listing");
	if (input_policy(&policy, operands->at[0], &choice->input, &notes, err) < 0)
		return -1;
	inexact_report(&policy, operands->at[0], &notes);
	if (keep_archs(&policy, &choice->archs, err) < 0)
		return -1;
	if (choice->otherwise && answer_parse(&policy.otherwise, choice->otherwise, err) < 0)
		return -1;
	if (weigh(&policy, &choice->weights, &notes, err) < 0)
		return -1;
	if (output->filter && !choice->no_verify && proved_policy(&policy, err) < 0)
		return -1;
	if (emit_policy(&policy, output, choice->output, &notes, err) < 0)
		return -1;
	emit_warnings(&policy, &notes);
	output_notes(&notes);
	return EXIT_SAME;
}

static const struct option_choice choices[] = {
	{"format", emit_output_name_at},
	{"arch", arch_name_at},
	{"default", answer_name_at},
	{0},
};

const struct command command_emit = {
	.name = "emit",
	.what = "write a policy as a filter, or in another tool's format",
	.synopsis = "-f FORMAT [options] POLICY|TRACE",
	.example = "emit -f bpf -o sort.bpf policy.json",
	.more = formats,
	.options = options,
	.choices = choices,
	.size = sizeof(struct emit_options),
	.shared = input_rows, .shared_at = offsetof(struct emit_options, input),
	.least = 1, .most = 1,
	.main = emit_main,
};
