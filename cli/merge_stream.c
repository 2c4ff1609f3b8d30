/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines are printed as soon as they are complete, so that memory does not grow
 * with the input. An engine discards what a failed step has printed.
 */
#include "cli/merge_stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/common/output.h"
#include "cli/merge_trace.h"
#include "core/base/file.h"

static void translate(char *at, size_t size, char from, char to)
{
	for (char *end = at + size; (at = memchr(at, from, (size_t)(end - at))); at++)
		*at = to;
}

static int print_line(const char *key, struct trace *trace, struct err *err)
{
	AUTO_TEXT struct text lines = {0};

	trace_sort(trace);
	if (output_trace(trace, &lines, err) < 0)
		return -1;
	translate(lines.at, lines.length - 1, '\n', '\t');
	if (printf("%s\t", key) < 0 || fwrite(lines.at, 1, lines.length, stdout) != lines.length)
		return err_errno(err, "standard output");
	return 0;
}

static int flush(struct err *err)
{
	return fflush(stdout) ? err_errno(err, "standard output") : EXIT_SAME;
}

/* --- map --- */

static int map(const struct input *input, const char *name, const char *key, struct err *err)
{
	struct trace sum = {0};
	int status = -1;

	if (input->kind != INPUT_TRACE)
		return err_set(err, "%s: not a trace; --map applies only to traces", name);
	if (merge_trace_add(&sum, &input->trace, name, err) == 0)
		status = print_line(key, &sum, err);
	trace_free(&sum);
	return status;
}

static int map_file(const char *name, const char *key, struct err *err)
{
	AUTO_INPUT struct input input = {0};

	return input_read(&input, name, NULL, err) < 0 ? -1 : map(&input, name, key, err);
}

int merge_map(struct input *first, const char *const *names, size_t count, const char *key, struct err *err)
{
	if (strpbrk(key, "\t\n\r"))
		return err_set(err, "--map: a key has no tabs and newlines");
	int status = map(first, names[0], key, err);

	input_free(first);
	*first = (struct input){0};
	for (size_t i = 1; i < count && !status; i++)
		status = map_file(names[i], key, err);
	return status ? status : flush(err);
}

/* --- reduce --- */

struct run {
	char *key;                            /* of the lines in `sum`; NULL: none yet */
	struct trace sum;
};

static int run_end(struct run *run, struct err *err)
{
	int status = run->key ? print_line(run->key, &run->sum, err) : 0;

	trace_free(&run->sum);
	free(run->key);
	*run = (struct run){0};
	return status;
}

/* `lines` are of a trace again. */
static int run_add(struct run *run, const char *lines, size_t size, const char *where, struct err *err)
{
	AUTO_TRACE struct trace trace = {0};

	if (trace_read_bytes(&trace, lines, size, where, err) < 0)
		return -1;
	return merge_trace_add(&run->sum, &trace, where, err);
}

static int take_line(struct run *run, char *line, size_t size, const char *where, struct err *err)
{
	char *tab = memchr(line, '\t', size);

	if (line[size - 1] != '\n')
		return err_set(err, "%s: the line is truncated", where);
	if (!tab || tab == line || memchr(line, '\0', size))
		return err_set(err, "%s: not a line of --map: expected a key, a tab and a trace", where);
	*tab = '\0';
	if (run->key && strcmp(run->key, line) && run_end(run, err) < 0)
		return -1;
	if (!run->key)
		run->key = memcpy(mem_alloc((size_t)(tab - line) + 1), line, (size_t)(tab - line) + 1);
	translate(tab + 1, size - (size_t)(tab + 1 - line), '\t', '\n');
	return run_add(run, tab + 1, size - (size_t)(tab + 1 - line), where, err);
}

static int reduce_stream(struct run *run, FILE *file, const char *shown, struct err *err)
{
	AUTO_FREE char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t size;

	while ((size = getline(&line, &room, file)) > 0) {
		AUTO_TEXT struct text where = {0};
		text_format(&where, "%s:%zu", shown, ++number);
		if (take_line(run, line, (size_t)size, where.at, err) < 0)
			return -1;
	}
	return ferror(file) ? err_errno(err, "%s", shown) : 0;
}

static int reduce_file(struct run *run, const char *name, struct err *err)
{
	bool standard = !strcmp(name, "-");
	AUTO_FILE FILE *file = standard ? stdin : fopen(name, "re");

	if (!file)
		return err_errno(err, "%s", name);
	return reduce_stream(run, file, standard ? "stdin" : name, err);
}

int merge_reduce(const char *const *names, size_t count, struct err *err)
{
	struct run run = {0};
	int status = 0;

	for (size_t i = 0; i < count && !status; i++)
		status = reduce_file(&run, names[i], err);
	if (!status)
		status = run_end(&run, err);
	trace_free(&run.sum);
	free(run.key);
	return status ? status : flush(err);
}
