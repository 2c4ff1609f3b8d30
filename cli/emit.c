/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord emit: writes a policy as a filter or in another tool's format.
 */
#include <string.h>
#include <unistd.h>

#include "analyzer/text/list.h"
#include "cli/common/answer.h"
#include "cli/commands.h"
#include "cli/common/inexact.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "cli/common/output_files.h"
#include "core/base/file.h"
#include "core/base/nearest.h"
#include "emit/compile/proved.h"
#include "emit/compile/weights.h"
#include "emit/in/in.h"
#include "emit/out/emit.h"

struct emit_options {
	const char *format, *otherwise, *output, *common, *kernel, *library;
	bool no_verify;
	struct emit_choice choice;
	struct option_words archs, weights;
	struct input_choice input;
};

static const struct option_row options[] = {
	{'f', "format",  OPTION_WORD, offsetof(struct emit_options, format),    "FORMAT", "output format (required); see below"},
	{0,   "arch",    OPTION_WORDS, offsetof(struct emit_options, archs),    "ARCH",   "only this arch of the policy (repeatable)"},
	{0,   "default", OPTION_WORD, offsetof(struct emit_options, otherwise), "ANSWER", "default action: errno[:NAME], kill, log or trap"},
	{0,   "weights", OPTION_WORDS, offsetof(struct emit_options, weights),  "TRACE",  "order the filter by call frequency in TRACE"},
	{0,   "name",    OPTION_WORD, offsetof(struct emit_options, choice.name), "NAME",   "name of the profile (kafel, kubernetes)"},
	{0,   "common",  OPTION_WORD, offsetof(struct emit_options, common),    "FILE",   "@include FILE, and leave out its lines (minijail)"},
	{0,   "listener", OPTION_WORD, offsetof(struct emit_options, choice.listener), "PATH", "socket of the supervisor (docker, kubernetes, oci)"},
	{0,   "min-kernel", OPTION_WORD, offsetof(struct emit_options, kernel), "VERSION", "report what this Linux lacks; exit 1 if it matters"},
	{0,   "min-libseccomp", OPTION_WORD, offsetof(struct emit_options, library), "VERSION", "the same for this libseccomp"},
	{0,   "protect", OPTION_SWITCH, offsetof(struct emit_options, choice.protect), NULL, "also write settings beyond system calls (systemd)"},
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

/* Raw instructions and archives can garble a terminal. */
static bool would_spoil_terminal(const struct emit_options *choice, const struct emit_output *output)
{
	bool to_stdout = !choice->output || !strcmp(choice->output, "-");

	return to_stdout && (!strcmp(output->name, "bpf") || output->files) && isatty(STDOUT_FILENO);
}

static int refuse_terminal(const struct emit_output *output, struct err *err)
{
	if (output->files)
		return err_set(err, "refusing to write an archive to a terminal; use -o FILE, or -o DIR/ for its files");
	return err_set(err, "refusing to write a binary filter to a terminal; use -o FILE, or -f asm for a listing");
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

static int check_choice(const struct emit_options *options_given, const struct emit_output *output, struct err *err)
{
	const struct emit_choice *choice = &options_given->choice;

	if (choice->name && !output->takes_name)
		return err_set(err, "--name: %s has no name", output->name);
	if (options_given->common && !output->takes_common)
		return err_set(err, "--common: %s files include no others", output->name);
	if (choice->listener && !output->takes_listener)
		return err_set(err, "--listener: %s files name no supervisor", output->name);
	if (choice->listener && *choice->listener != '/')
		return err_set(err, "--listener=%s: expected an absolute path of a socket", choice->listener);
	if (choice->protect && !output->takes_protect)
		return err_set(err, "--protect: %s restricts nothing but system calls", output->name);
	return 0;
}

/* What is written may be right all the same: what loads it decides. */
static void report_doubts(const struct text *out, struct text *notes)
{
	const struct in_dialect *dialect = in_recognise(out->at, out->length);
	AUTO_TEXT struct text ignored = {0}, before = {0};
	AUTO_POLICY struct policy again = {0};
	struct list calls = {{0}, 0};
	struct err err;

	if (!dialect || in_read_bytes(&again, dialect, out->at, out->length, "output", &ignored, &err) < 0 || !again.inexact_count)
		return;
	for (size_t i = 0; i < again.inexact_count; i++)
		list_add(&calls, again.inexact[i].call ? again.inexact[i].call : "all calls");
	text_format(&before, "verify and diff cannot prove all of this output (%s): ", again.inexact[0].reason);
	list_report(&calls, notes, before.at, "");
}

static int emit_policy(const struct policy *policy, const struct emit_output *output, const struct emit_options *given,
                       struct text *notes, struct err *err)
{
	AUTO_TEXT struct text out = {0}, common = {0};
	struct emit_choice choice = given->choice;

	if (given->common && file_read(given->common, &common, err) < 0)
		return -1;
	choice.common = given->common;
	choice.common_text = given->common ? common.at : NULL;
	if (output->write(policy, &choice, &out, notes, err) < 0)
		return -1;
	report_doubts(&out, notes);
	return output->files ? output_files(given->output, &out, err) : output_write(given->output, &out, err);
}

static int emit_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct emit_options *choice = given;
	const struct emit_output *output = choice->format ? emit_output_find(choice->format) : NULL;
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	struct support_target target;

	if (!output)
		return no_such_format(choice->format, err);
	if (would_spoil_terminal(choice, output))
		return refuse_terminal(output, err);
	if (output_apart(choice->output, operands->at, operands->count, err) < 0 || check_choice(choice, output, err) < 0 ||
	    answer_target(&target, choice->kernel, choice->library, err) < 0)
		return -1;
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
	if (emit_policy(&policy, output, choice, &notes, err) < 0)
		return -1;
	emit_warnings(&policy, &notes);
	bool works = support_report(&policy, &target, &notes);
	output_notes(&notes);
	return works ? EXIT_SAME : EXIT_DIFFERENT;
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
