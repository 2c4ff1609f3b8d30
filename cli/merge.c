/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord merge: merges traces, or policies.
 *
 * The type of the first file decides which. File names from the command line and
 * from lists are collected before any file is read.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/merge_policy.h"
#include "cli/merge_stream.h"
#include "cli/merge_trace.h"
#include "core/base/file.h"

static const struct option_row options[] = {
	{0,   "intersect", OPTION_SWITCH, offsetof(struct merge_choice, intersect), NULL,     "policies: allow only what all of them allow"},
	{0,   "prefer",    OPTION_WORD,   offsetof(struct merge_choice, prefer),    "ANSWER", "if policies disagree: allow or refuse"},
	{0,   "default",   OPTION_WORD,   offsetof(struct merge_choice, otherwise), "ANSWER", "default of a union: allow, errno[:NAME], kill, log..."},
	{0,   "map",       OPTION_WORD,   offsetof(struct merge_choice, map),       "KEY",    "traces: print each as a line: KEY, tab, trace"},
	{0,   "reduce",    OPTION_SWITCH, offsetof(struct merge_choice, reduce),    NULL,     "merge such lines; adjacent ones with the same key"},
	{0,   "progress",  OPTION_WORD,   offsetof(struct merge_choice, progress),  "WHEN",   METER_HELP},
	{'o', "output",    OPTION_WORD,   offsetof(struct merge_choice, output),    "FILE",   "output file; - is stdout, the default"},
	{0},
};

struct names {
	struct arena arena;
	const char **at;
	size_t count, room;
};

static void names_free(struct names *names)
{
	free(names->at);
	arena_free(&names->arena);
}
#define AUTO_NAMES __attribute__((cleanup(names_free)))

static void add_name(struct names *names, const char *name)
{
	names->at = mem_grow(names->at, names->count, &names->room, sizeof(*names->at));
	names->at[names->count++] = arena_string(&names->arena, name);
}

/* A file of names, one per line. */
static int add_list(struct names *names, const char *name, struct err *err)
{
	AUTO_TEXT struct text list = {0};
	char *rest, *line;
	unsigned number = 0;

	if (file_read(name, &list, err) < 0)
		return -1;
	if (list.length != strlen(list.at ? list.at : ""))
		return err_set(err, "@%s: not a list of file names", name);
	for (rest = list.at; (line = strsep(&rest, "\n"));) {
		number++;
		if (*line && strcmp(line, "-") != 0 && access(line, F_OK))
			return err_errno(err, "%s:%u: %s", file_shown(name), number, line);
		if (*line)
			add_name(names, line);
	}
	return 0;
}

static int gather(struct names *names, const struct operands *operands, struct err *err)
{
	for (size_t i = 0; i < operands->count; i++)
		if (*operands->at[i] != '@')
			add_name(names, operands->at[i]);
		else if (add_list(names, operands->at[i] + 1, err) < 0)
			return -1;
	return names->count ? 0 : err_set(err, "the list names no files");
}

static bool is_for_policies(const struct merge_choice *choice)
{
	return choice->intersect || choice->prefer || choice->otherwise;
}

/* Lines go to standard output while they are made. */
static int check_stream(const struct merge_choice *choice, struct err *err)
{
	if (choice->map && choice->reduce)
		return err_set(err, "--map and --reduce exclude each other");
	if ((choice->map || choice->reduce) && (is_for_policies(choice) || choice->output))
		return err_set(err, "--map and --reduce take no other option; they write to standard output");
	return 0;
}

static int merge_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct merge_choice *choice = given;
	AUTO_NAMES struct names names = {0};
	AUTO_INPUT struct input first = {0};
	AUTO_METER struct meter meter = {0};

	if (check_stream(choice, err) < 0 || meter_choose(&meter, choice->progress, false, err) < 0 ||
	    gather(&names, operands, err) < 0)
		return -1;
	if (choice->reduce)
		return merge_reduce(names.at, names.count, err);
	if (input_read(&first, names.at[0], &choice->input, err) < 0)
		return -1;
	if (choice->map)
		return merge_map(&first, names.at, names.count, choice->map, err);
	if (first.kind != INPUT_TRACE)
		return merge_policies(&first, names.at, names.count, choice, err);
	if (is_for_policies(choice))
		return err_set(err, "%s: is a trace; --intersect, --prefer and --default apply only to policies", names.at[0]);
	return merge_traces(&first, names.at, names.count, choice->output, &meter, err);
}

static const struct option_choice choices[] = {
	{"progress", when_at},
	{"prefer", merge_prefer_at},
	{"default", merge_default_at},
	{0},
};

const struct command command_merge = {
	.name = "merge",
	.what = "merge traces, or merge policies",
	.synopsis = "[options] TRACE|POLICY|FILTER.bpf|@LIST...",
	.example = "merge -o all.trace shards/*.trace",
	.more = "The order of the files does not matter. @LIST is a file of file names, one per\n"
	        "line; @- reads the names from standard input.\n"
	        "Policies: the union allows what any of them allows. The result is proved: each\n"
	        "input is within the union (except with --prefer=refuse), and the intersection\n"
	        "is within each input. If one policy allows a call and another refuses it, merge\n"
	        "fails unless --prefer is given.\n"
	        "--map and --reduce are the steps of engines that sort lines by key, such as\n"
	        "Hadoop streaming; after the key, a tab stands for each newline of the trace.",
	.options = options,
	.choices = choices,
	.size = sizeof(struct merge_choice),
	.shared = input_rows, .shared_at = offsetof(struct merge_choice, input),
	.least = 1, .most = OPERANDS_ANY,
	.main = merge_main,
};
