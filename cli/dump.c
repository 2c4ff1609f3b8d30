/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord dump: writes the filters of a running process to files that every
 * command accepts.
 */
#include "tracer/adopt/dump.h"
#include "tracer/process/proc.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/output.h"
#include "cli/common/pids.h"

struct dump_options {
	const char *pid, *index, *output;
};

static const struct option_row options[] = {
	{'p', "pid",    OPTION_WORD, offsetof(struct dump_options, pid),    "PID",  "one process ID or thread ID"},
	{0,   "index",  OPTION_WORD, offsetof(struct dump_options, index),  "N",    "only filter N; 0 is the oldest"},
	{'o', "output", OPTION_WORD, offsetof(struct dump_options, output), "FILE", "output file; several go to FILE.0 (oldest), FILE.1 .."},
	{0},
};

static int index_parse(const char *word, long *index, struct err *err)
{
	char *end;

	*index = strtol(word, &end, 10);
	if (*word < '0' || *word > '9' || *end || *index > 1L << 30)
		return err_set(err, "--index=%s: invalid index", word);
	return 0;
}

/* Written as for record, but the files are those of one process. */
static int read_pid(const char *word, pid_t *pid, struct err *err)
{
	__attribute__((cleanup(pids_free))) struct pids pids = {0};
	const struct option_words words = {.at = &word, .count = 1};

	if (pids_read(&pids, &words, err) < 0)
		return -1;
	if (pids.count > 1)
		return err_set(err, "--pid=%s: %zu processes; dump takes one at a time", word, pids.count);
	*pid = pids.at[0];
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
	long index = 0;
	pid_t pid = 0;

	(void)operands;
	if (!choice->pid)
		return err_set(err, "no process given; usage: seccord dump %s", command_dump.synopsis);
	if (read_pid(choice->pid, &pid, err) < 0 || proc_check(err) < 0)
		return -1;
	if (choice->index && index_parse(choice->index, &index, err) < 0)
		return -1;
	if (dump_process(&dump, pid, err) < 0)
		return -1;
	if (!dump.count)
		return err_set(err, "process %d has no filter", (int)pid);
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
