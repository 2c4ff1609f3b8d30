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
	struct option_words pids;
	const char *index, *output;
};

static const struct option_row options[] = {
	{'p', "pid",    OPTION_WORDS, offsetof(struct dump_options, pids),  "PID",  "process or thread IDs (a list, repeatable)"},
	{0,   "index",  OPTION_WORD,  offsetof(struct dump_options, index),   "N",    "only filter N; 0 is the oldest"},
	{'o', "output", OPTION_WORD,  offsetof(struct dump_options, output),  "FILE", "output file; several filters: FILE.0 (oldest), .."},
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

/* The filters of each process that was named; those of several have its ID in the names of their files. */
struct dumps {
	struct dump *at;
	size_t count;
};

static void dumps_free(struct dumps *dumps)
{
	for (size_t i = 0; i < dumps->count; i++)
		dump_free(&dumps->at[i]);
	free(dumps->at);
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

static void list(const struct dump *dump, struct text *out)
{
	for (size_t i = 0; i < dump->count; i++)
		text_format(out, "%zu: %zu instructions%s\n", i, dump->filter[i].length,
		            dump->count == 1 ? "" : i == 0 ? ", the oldest" : i == dump->count - 1 ? ", the newest" : "");
}

static int write_list(const struct dumps *dumps, const struct pids *pids, bool several, struct err *err)
{
	AUTO_TEXT struct text out = {0};

	for (size_t i = 0; i < dumps->count; i++) {
		if (several)
			text_format(&out, "process %d:\n", (int)pids->at[i]);
		list(&dumps->at[i], &out);
	}
	return output_text("-", &out, err);
}

static int write_index(const struct dump *dump, long index, const char *name, struct err *err)
{
	if ((size_t)index >= dump->count)
		return err_set(err, "--index=%ld: out of range; the process has %zu filters, counted from 0", index, dump->count);
	return write_one(&dump->filter[index], name, err);
}

static int write_process(const struct dump *dump, pid_t pid, const char *index_word, const char *output, bool several, struct err *err)
{
	AUTO_TEXT struct text name = {0};
	long index = 0;

	if (index_word && index_parse(index_word, &index, err) < 0)
		return -1;
	if (several)
		text_format(&name, "%s.%d", output, (int)pid);
	const char *to = several ? name.at : output;
	return index_word ? write_index(dump, index, to, err) : write_all(dump, to, err);
}

/* A process without filters is left out if another has some. */
static int read_all(struct dumps *dumps, struct pids *pids, struct err *err)
{
	AUTO_TEXT struct text notes = {0};

	dumps->at = mem_alloc(pids->count * sizeof(*dumps->at));
	for (size_t i = 0; i < pids->count; i++) {
		struct dump *dump = &dumps->at[dumps->count];
		*dump = (struct dump){0};
		pids->at[dumps->count++] = pids->at[i];
		if (dump_process(dump, pids->at[i], err) < 0)
			return -1;
		if (dump->count)
			continue;
		dumps->count--;
		err_set(err, "process %d has no filter", (int)pids->at[i]);
		text_format(&notes, "%s\n", err->text);
	}
	if (!dumps->count)
		return -1;
	output_notes(&notes);
	return 0;
}

static int dump_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct dump_options *choice = given;
	__attribute__((cleanup(dumps_free))) struct dumps dumps = {0};
	AUTO_PIDS struct pids pids = {0};
	long unused;

	(void)operands;
	if (!choice->pids.count)
		return err_set(err, "no process given; usage: seccord dump %s", command_dump.synopsis);
	if (pids_read(&pids, &choice->pids, err) < 0 || proc_check(err) < 0 ||
	    (choice->index && index_parse(choice->index, &unused, err) < 0))
		return -1;
	bool several = pids.count > 1;
	if (several && (choice->index || choice->output) && (!choice->output || !strcmp(choice->output, "-")))
		return err_set(err, "cannot write the filters of %zu processes to standard output; name a file with --output", pids.count);
	if (pids_keep_running(&pids, err) < 0 || read_all(&dumps, &pids, err) < 0)
		return -1;
	if (!choice->output && !choice->index)
		return write_list(&dumps, &pids, several, err);
	for (size_t i = 0; i < dumps.count; i++)
		if (write_process(&dumps.at[i], pids.at[i], choice->index, choice->output, several, err) < 0)
			return -1;
	return 0;
}

const struct command command_dump = {
	.name = "dump",
	.what = "write the filters of a running process",
	.synopsis = "-p PID[,...] [--index=N] [-o FILE]",
	.example = "dump -p 4711 -o live.bpf",
	.more = "Requires CAP_SYS_ADMIN. Without -o, lists the filters. The files of several\n"
	        "processes are FILE.PID or, of several filters, FILE.PID.0 ...",
	.options = options,
	.size = sizeof(struct dump_options),
	.main = dump_main,
};
