/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord reach: prints which system calls the code of a program can make.
 *
 * With traces, what they recorded is set beside it: the difference is what no
 * test reached.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/report/coverage.h"
#include "cli/commands.h"
#include "cli/common/input.h"
#include "cli/common/output.h"
#include "cli/common/reached.h"
#include "cli/terminal/meter.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "tracer/reach/report.h"

struct reach_options {
	bool json, no_cache;
	const char *format, *root, *progress, *output;
};

static const struct option_row options[] = {
	{'f', "format",   OPTION_WORD,   offsetof(struct reach_options, format),   "FORMAT", FORMAT_HELP},
	{'j', "json",     OPTION_SWITCH, offsetof(struct reach_options, json),     NULL,   JSON_HELP},
	{0,   "root",     OPTION_WORD,   offsetof(struct reach_options, root),     "DIR",  "the file system that the program runs in"},
	{0,   "no-cache", OPTION_SWITCH, offsetof(struct reach_options, no_cache), NULL,   "neither use nor keep earlier answers"},
	{0,   "progress", OPTION_WORD,   offsetof(struct reach_options, progress), "WHEN", METER_HELP},
	{'o', "output",   OPTION_WORD,   offsetof(struct reach_options, output),   "FILE", "output file; - is stdout, the default"},
	{0},
};

/* What the operands name: one program, and any number of traces of it. */
struct asked {
	struct trace trace;
	bool traces;
	const char *program;
	char *command;                        /* the program as the traces name it; NULL: they do not */
	char found[PATH_MAX];                 /* the program of a trace */
};

/* --- operands --- */

static bool is_program(const char *name)
{
	struct stat status;
	char start[4] = "";
	FILE *file = strcmp(name, "-") != 0 && !stat(name, &status) && S_ISREG(status.st_mode) ? fopen(name, "re") : NULL;
	size_t got = file ? fread(start, 1, sizeof(start), file) : 0;

	if (file)
		fclose(file);
	return (got == 4 && !memcmp(start, "\177ELF", 4)) || (got >= 2 && !memcmp(start, "#!", 2));
}

/* A trace of --only names the file of a program, and another one what was typed to run it. */
static bool is_same(const char *a, const char *b)
{
	return !strcmp(a, b) || ((a[0] == '/') != (b[0] == '/') && !strcmp(path_base(a), path_base(b)));
}

static int take_trace(struct asked *asked, const char *name, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};
	AUTO_TEXT struct text notes = {0};

	if (input_traces(&trace, &name, 1, err) < 0)
		return -1;
	const char *command = reached_name(&trace);
	if (asked->command && command && !is_same(asked->command, command))
		return err_set(err, "%s: a trace of %s, but the one before is of %s; reach takes the traces of one program", name, command, asked->command);
	if (command && !asked->command)
		asked->command = strdup(command);
	coverage_known(&trace, &notes);
	output_notes(&notes);
	trace_merge(&asked->trace, &trace);
	asked->traces = true;
	return 0;
}

static int take_operands(struct asked *asked, const struct reach_options *choice, const struct operands *operands, struct err *err)
{
	for (size_t i = 0; i < operands->count; i++) {
		AUTO_TEXT struct text path = {0};
		const char *name = operands->at[i];
		text_format(&path, "%s%s", choice->root ? choice->root : "", name);
		bool under = choice->root && name[0] == '/';
		if (under && is_program(name) && access(path.at, F_OK))
			return err_errno(err, "%s", path.at);
		if (!is_program(under ? path.at : name)) {
			if (take_trace(asked, name, err) < 0)
				return -1;
		} else if (asked->program) {
			return err_set(err, "%s: reach takes one program, and any number of its traces", name);
		} else {
			asked->program = name;
		}
	}
	return 0;
}

/* --- the answer --- */

static int print(const struct reach_options *choice, const struct compared *compared, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	if (!choice->json) {
		reach_text(compared, &out);
		return output_text(choice->output, &out, err);
	}
	AUTO_JSON json_t *json = reach_json(compared);
	json_line(json, &out);
	text_add(&out, "\n");
	return output_text(choice->output, &out, err);
}

static int answer(const struct reach_options *choice, const struct asked *asked, const char *root, struct err *err)
{
	AUTO_METER struct meter meter = {0};
	struct answer whole = {0};
	struct compared compared;

	if (meter_choose(&meter, choice->progress, false, err) < 0)
		return -1;
	progress_begin(meter_progress(&meter), asked->program, 0);
	meter_start(&meter, METER_FUNCTIONS);
	int reached = reached_answer(&whole, root, asked->program, &asked->trace, !choice->no_cache, meter_progress(&meter), err);
	meter_stop(&meter);
	if (reached < 0)
		return -1;
	compare(&compared, &whole, asked->traces ? &asked->trace : NULL);
	int status = print(choice, &compared, err);
	if (!status && reach_count(&compared, RECORDED_MISSING))
		status = EXIT_DIFFERENT;
	compared_free(&compared);
	answer_free(&whole);
	return status;
}

static int reach(const struct reach_options *choice, struct asked *asked, const struct operands *operands, struct err *err)
{
	const char *root = choice->root ? choice->root : "";

	if (take_operands(asked, choice, operands, err) < 0)
		return -1;
	if (!asked->program && reached_program(asked->found, &asked->trace, asked->command, root, err) < 0)
		return -1;
	if (!asked->program)
		asked->program = asked->found;
	return answer(choice, asked, root, err);
}

static int reach_main(const void *given, const struct operands *operands, struct err *err)
{
	struct reach_options choice = *(const struct reach_options *)given;
	struct asked asked = {0};

	if (output_format(&choice.json, choice.format, err) < 0)
		return -1;
	int status = reach(&choice, &asked, operands, err);
	trace_free(&asked.trace);
	free(asked.command);
	return status;
}

static const struct option_choice choices[] = {
	{"format", output_format_at},
	{"progress", when_at},
	{0},
};

const struct command command_reach = {
	.name = "reach",
	.what = "print what a program's code can call, beside what was recorded",
	.synopsis = "[--format=json] [--root=DIR] TRACE... [PROGRAM] | PROGRAM",
	.example = "reach sort.trace",
	.more = "Reads x86_64 machine code. The exit status is 1 if a call was recorded that the\n"
	        "code was not found to make.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct reach_options),
	.least = 1, .most = OPERANDS_ANY,
	.main = reach_main,
};
