/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord import: converts logs of other tools to a trace.
 */
#include "core/base/nearest.h"
#include "tracer/import/import.h"

#include <string.h>

#include "cli/common/answer.h"
#include "cli/commands.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "cli/terminal/meter.h"

struct import_choice {
	const char *from, *progress, *output;
	struct option_words archs, labels;
	bool lenient;
};

static const struct option_row options[] = {
	{0,   "from",   OPTION_WORD,  offsetof(struct import_choice, from),   "FORMAT", "auto, strace, perf, audit or bpftrace"},
	{0,   "arch",   OPTION_WORDS, offsetof(struct import_choice, archs),  "ARCH",   "arch of calls if the log names none; default x86_64"},
	{0,   "label",  OPTION_WORDS, offsetof(struct import_choice, labels), "TEST",   "test or shard to name with each call (repeatable)"},
	{0,   "progress", OPTION_WORD, offsetof(struct import_choice, progress), "WHEN", METER_HELP},
	{'o', "output", OPTION_WORD,  offsetof(struct import_choice, output), "FILE",   "the trace; - is stdout, the default"},
	{0,   "lenient", OPTION_SWITCH, offsetof(struct import_choice, lenient), NULL, "exit 0 even if lines were lost"},
	{0},
};

static int format_parse(const struct import_choice *choice, struct import_options *how, struct err *err)
{
	if (!choice->from || !strcmp(choice->from, "auto"))
		return 0;
	how->format = import_format_find(choice->from);
	return how->format ? 0 : nearest_refuse(err, "--from", choice->from, import_format_name_at);
}

static int arch_parse(const struct import_choice *choice, struct import_options *how, struct err *err)
{
	arch_set archs = 0;

	how->arch = -1;
	if (!choice->archs.count)
		return 0;
	if (choice->archs.count > 1)
		return err_set(err, "--arch can be given only once");
	if (answer_archs(&archs, &choice->archs, err) < 0)
		return -1;
	how->arch = __builtin_ctz(archs);
	return 0;
}

/* 1: a log has lost lines or events. */
static int import_all(struct trace *trace, const struct operands *operands, const struct import_options *how,
                      struct err *err)
{
	bool lost = false;

	for (size_t i = 0; i < operands->count; i++) {
		int read = import_file(trace, operands->at[i], how, err);
		if (read < 0)
			return -1;
		lost |= read > 0;
	}
	if (!trace->call_count)
		return err_set(err, "%s: no system calls found", operands->at[0]);
	return lost;
}

static int import_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct import_choice *choice = given;
	struct import_options how = {0};
	AUTO_TRACE struct trace trace = {0};
	AUTO_TEXT struct text out = {0};
	AUTO_METER struct meter meter = {0};

	if (output_apart(choice->output, operands->at, operands->count, err) < 0 || format_parse(choice, &how, err) < 0 ||
	    arch_parse(choice, &how, err) < 0 || answer_labels(&trace, &choice->labels, err) < 0 ||
	    meter_choose(&meter, choice->progress, false, err) < 0)
		return -1;
	how.progress = meter_progress(&meter);
	meter_start(&meter, METER_BYTES);
	int lost = import_all(&trace, operands, &how, err);
	meter_stop(&meter);
	if (lost < 0 || output_trace(&trace, &out, err) < 0 || output_write(choice->output, &out, err) < 0)
		return -1;
	bool refused = lost && !choice->lenient;
	output_trace_notes(&trace);
	if (refused)
		output_line("lines or events were lost: exit status 1; use --lenient to accept the trace as it is");
	return refused ? EXIT_DIFFERENT : EXIT_SAME;
}

static const struct option_choice choices[] = {
	{"progress", when_at},
	{"from", import_format_name_at},
	{"arch", arch_name_at},
	{0},
};

const struct command command_import = {
	.name = "import",
	.what = "convert logs of strace, perf, audit or bpftrace to a trace",
	.synopsis = "[options] LOG...",
	.example = "import -o sort.trace sort.strace",
	.more = "What the log does not contain is left open and listed in the notes of the trace.\n"
	        "Lines that cannot be parsed are counted and skipped; the exit status is then 1\n"
	        "unless --lenient is given. An imported trace is never complete.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct import_choice),
	.least = 1, .most = OPERANDS_ANY,
	.main = import_main,
};
