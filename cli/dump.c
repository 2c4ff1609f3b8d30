/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord dump: writes the filters of a running process to files that every
 * command accepts.
 */
#include "tracer/adopt/dump.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/output.h"

struct dump_options {
	const char *pid, *index, *output;
};

static const struct option_row options[] = {
	{'p', "pid",    OPTION_WORD, offsetof(struct dump_options, pid),    "PID",  "process ID or thread ID"},
	{0,   "index",  OPTION_WORD, offsetof(struct dump_options, index),  "N",    "only filter N; 0 is the oldest"},
	{'o', "output", OPTION_WORD, offsetof(struct dump_options, output), "FILE", "output file; several go to FILE.0 (oldest), FILE.1 .."},
	{0},
};

static int number_parse(const char *option, const char *word, const char *what, long least, long *number, struct err *err)
{
	char *end;

	*number = strtol(word, &end, 10);
	if (*word < '0' || *word > '9' || *end || *number < least || *number > 1L << 30)
		return err_set(err, "--%s=%s: invalid %s", option, word, what);
	return 0;
}

static int write_one(const struct dumped *filter, const char *name, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	text_add_bytes(&out, filter->insn, filter->length * sizeof(*filter->insn));
	return output_write(name, &out, err);
}

static int write_all(const struct dump *dump, const char *name, struct err *err)
{
	if (dump->count == 1)
		return write_one(&dump->filter[0], name, err);
	if (!strcmp(name, "-"))
		return err_set(err, "cannot write %zu filters to standard output; choose one with --index", dump->count);
	for (size_t i = 0; i < dump->count; i++) {
		AUTO_TEXT struct text numbered = {0};
		text_format(&numbered, "%s.%zu", name, i);
		if (write_one(&dump->filter[i], numbered.at, err) < 0)
			return -1;
	}
	return 0;
}

static int write_list(const struct dump *dump, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	for (size_t i = 0; i < dump->count; i++)
		text_format(&out, "%zu: %zu instructions%s\n", i, dump->filter[i].length,
		            dump->count == 1 ? "" : i == 0 ? ", the oldest" : i == dump->count - 1 ? ", the newest" : "");
	return output_text("-", &out, err);
}

static int write_index(const struct dump *dump, long index, const char *name, struct err *err)
{
	if ((size_t)index >= dump->count)
		return err_set(err, "--index=%ld: out of range; the process has %zu filters, counted from 0", index, dump->count);
	return write_one(&dump->filter[index], name, err);
}

static int dump_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct dump_options *choice = given;
	AUTO_DUMP struct dump dump = {0};
	long pid, index = 0;

	(void)operands;
	if (!choice->pid)
		return err_set(err, "no process given; usage: seccord dump %s", command_dump.synopsis);
	if (number_parse("pid", choice->pid, "process ID", 1, &pid, err) < 0)
		return -1;
	if (choice->index && number_parse("index", choice->index, "index", 0, &index, err) < 0)
		return -1;
	if (dump_process(&dump, (pid_t)pid, err) < 0)
		return -1;
	if (!dump.count)
		return err_set(err, "process %ld has no filter", pid);
	if (choice->index)
		return write_index(&dump, index, choice->output, err);
	return choice->output ? write_all(&dump, choice->output, err) : write_list(&dump, err);
}

const struct command command_dump = {
	.name = "dump",
	.what = "write the filters of a running process",
	.synopsis = "-p PID [--index=N] [-o FILE]",
	.example = "dump -p 4711 -o live.bpf",
	.more = "Requires CAP_SYS_ADMIN. Without -o, lists the filters.",
	.options = options,
	.size = sizeof(struct dump_options),
	.main = dump_main,
};
