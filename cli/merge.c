/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seccord merge: many traces as one.
 *
 * One trace at a time is in memory beside the sum, which grows with what is
 * different and not with how many there are. The sum is sorted before it is
 * written, so the same traces give the same bytes in whatever order they come.
 */
#include <string.h>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/output.h"
#include "core/file.h"

struct merge_options {
	const char *output;
};

static const struct option_row options[] = {
	{'o', "output", OPTION_WORD, offsetof(struct merge_options, output), "FILE", "where to write; - is stdout, the default"},
	{0},
};

struct sum {
	struct trace trace;
	size_t traces, incomplete;
};

static const struct limit {
	size_t at, most;
	const char *what;
} limits[] = {
	{offsetof(struct trace, image_count), TRACE_IMAGES_MOST, "images"},
	{offsetof(struct trace, site_count), TRACE_SITES_MOST, "sites"},
	{offsetof(struct trace, call_count), TRACE_CALLS_MOST, "distinct calls"},
};

/* What a file cannot hold is not written. */
static int check_limits(const struct trace *trace, const char *name, struct err *err)
{
	for (size_t i = 0; i < COUNT_OF(limits); i++) {
		const size_t *count = (const void *)((const char *)trace + limits[i].at);
		if (*count > limits[i].most)
			return err_set(err, "%s: with this one the sum has more than %zu %s, which no trace can hold: merge fewer at once",
			               name, limits[i].most, limits[i].what);
	}
	return 0;
}

static int add_file(struct sum *sum, const char *name, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	if (input_read(&input, name, err) < 0)
		return -1;
	if (input.kind != INPUT_TRACE)
		return err_set(err, "%s: not a trace; only traces can be merged", name);
	sum->traces++;
	sum->incomplete += !input.trace.complete;
	trace_merge(&sum->trace, &input.trace);
	return check_limits(&sum->trace, name, err);
}

/* A file of names, one a line. */
static int add_list(struct sum *sum, const char *name, struct err *err)
{
	AUTO_TEXT struct text names = {0};
	char *rest, *line;

	if (file_read(name, &names, err) < 0)
		return -1;
	if (names.length != strlen(names.at ? names.at : ""))
		return err_set(err, "@%s: not a list of file names", name);
	for (rest = names.at; (line = strsep(&rest, "\n"));)
		if (*line && add_file(sum, line, err) < 0)
			return -1;
	return 0;
}

static int add_all(struct sum *sum, const struct operands *operands, struct err *err)
{
	for (size_t i = 0; i < operands->count; i++) {
		const char *name = operands->at[i];
		if ((*name == '@' ? add_list(sum, name + 1, err) : add_file(sum, name, err)) < 0)
			return -1;
	}
	return sum->traces ? 0 : err_set(err, "there is no trace in the list");
}

static int write_sum(struct sum *sum, const char *output, struct err *err)
{
	AUTO_TEXT struct text out = {0}, told = {0};

	trace_sort(&sum->trace);
	if (output_trace(&sum->trace, &out, err) < 0 || output_write(output, &out, err) < 0)
		return -1;
	if (sum->incomplete)
		text_format(&told, "%zu of %zu traces are incomplete, and so is their sum\n", sum->incomplete, sum->traces);
	output_notes(&told);
	return EXIT_SAME;
}

static int merge_main(const void *given, const struct operands *operands, struct err *err)
{
	const struct merge_options *choice = given;
	struct sum sum = {0};
	int status = add_all(&sum, operands, err);

	if (!status)
		status = write_sum(&sum, choice->output, err);
	trace_free(&sum.trace);
	return status;
}

const struct command command_merge = {
	.name = "merge",
	.what = "merge traces into one",
	.synopsis = "[-o FILE] TRACE|@LIST...",
	.example = "merge -o all.trace shards/*.trace",
	.more = "The order of the traces makes no difference. @LIST is a file that names traces,\n"
	        "one a line; @- reads the names from standard input.",
	.options = options,
	.size = sizeof(struct merge_options),
	.least = 1, .most = OPERANDS_ANY,
	.main = merge_main,
};
