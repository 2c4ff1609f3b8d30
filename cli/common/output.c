/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results go to stdout or a file, notes to stderr, so that a pipe carries only what
 * the next command reads. All text for people is escaped here by core/base/printable.
 */
#include "cli/common/output.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyzer/text/list.h"
#include "core/base/reflow.h"
#include "core/base/file.h"
#include "core/base/nearest.h"
#include "core/base/printable.h"
#include "core/trace/io.h"

enum { WIDEST = 1000 };

static bool is_regular(const char *name, struct stat *is)
{
	return name && strcmp(name, "-") && !stat(name, is) && S_ISREG(is->st_mode);
}

static bool is_recording(const char *name)
{
	struct stat is;
	char begin[256];

	AUTO_FILE FILE *from = is_regular(name, &is) ? fopen(name, "re") : NULL;
	return from && trace_is_trace(begin, fread(begin, 1, sizeof(begin), from));
}

int output_apart(const char *name, const char *const *inputs, size_t count, struct err *err)
{
	struct stat to, from;

	for (size_t i = 0; i < count && is_regular(name, &to); i++)
		if (is_regular(inputs[i], &from) && to.st_dev == from.st_dev && to.st_ino == from.st_ino)
			return err_set(err, "--output=%s: the output would replace the input; write to another file", name);
	return 0;
}

/* A recording takes another run to make again. */
int output_write(const char *name, const struct text *out, struct err *err)
{
	if (is_recording(name) && !trace_is_trace(out->at ? out->at : "", out->length))
		return err_set(err, "--output=%s: this is a recording, which the output would replace; write to another file, or remove it first", name);
	return file_write(name ? name : "-", out->at ? out->at : "", out->length, err);
}

/* COLUMNS also sets the width of what is piped into a pager. A width that is no number, or no width, does not count. */
static size_t width_of(int fd)
{
	const char *columns = getenv("COLUMNS");
	size_t width = columns ? strtoul(columns, NULL, 10) : 0;
	struct winsize size = {0};

	if (!width && !ioctl(fd, TIOCGWINSZ, &size))
		width = size.ws_col;
	if (width > WIDEST)
		width = WIDEST;
	return width && width < WRAP_WIDTH_LEAST ? WRAP_WIDTH_LEAST : width;
}

size_t output_width(const char *name)
{
	return name && strcmp(name, "-") ? 0 : width_of(STDOUT_FILENO);
}

/* The report as it is written; a width of 0 leaves its lines as they are. */
static void lay_out(struct text *shown, const struct text *out, size_t width, bool colours)
{
	AUTO_TEXT struct text flowed = {0};

	if (width)
		reflow(&flowed, out, width);
	colour_add(shown, width ? &flowed : out, colours);
}

int output_report(const char *name, const struct text *out, bool people, const struct colour *colour, struct err *err)
{
	AUTO_TEXT struct text shown = {0};

	lay_out(&shown, out, people ? output_width(name) : 0, colour->out);
	return output_write(name, &shown, err);
}

void output_aside(const struct text *out, const struct colour *colour)
{
	AUTO_TEXT struct text shown = {0};

	lay_out(&shown, out, width_of(STDERR_FILENO), colour->err);
	fputs(shown.at ? shown.at : "", stderr);
}

int output_text(const char *name, const struct text *out, struct err *err)
{
	return output_report(name, out, false, &(struct colour){0}, err);
}

const char *output_format_at(unsigned i)
{
	static const char *const formats[] = {"text", "json"};

	return i < COUNT_OF(formats) ? formats[i] : NULL;
}

int output_format(bool *json, const char *format, struct err *err)
{
	if (!format)
		return 0;
	*json = !strcmp(format, "json");
	return *json || !strcmp(format, "text") ? 0 : nearest_refuse(err, "--format", format, output_format_at);
}

static void put_line(const char *before, const char *line, size_t length)
{
	AUTO_TEXT struct text plain = {0};

	text_format(&plain, "seccord: %s", before);
	printable_add(&plain, line, length);
	text_add(&plain, "\n");
	fputs(plain.at, stderr);
}

void output_line(const char *format, ...)
{
	AUTO_FREE char *line = NULL;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&line, format, ap) < 0)
		line = NULL;
	va_end(ap);
	if (line)
		put_line("", line, strlen(line));
}

void output_incomplete(const char *name, const char *why)
{
	if (why)
		output_line("note: %s is incomplete (%s): calls may be missing", name, why);
}

/* Whether `text` contains the same line before `line`. */
static bool noted_before(const char *text, const char *line, size_t length)
{
	for (const char *at = text; at < line; at = strchr(at, '\n') + 1)
		if (strcspn(at, "\n") == length && !memcmp(at, line, length))
			return true;
	return false;
}

void output_notes(const struct text *notes)
{
	for (const char *line = notes->at; line && *line;) {
		size_t length = strcspn(line, "\n");
		if (length && !noted_before(notes->at, line, length))
			put_line("note: ", line, length);
		line += length + (line[length] == '\n');
	}
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The trace writer needs a file descriptor, since it writes a journal. */
int output_trace(const struct trace *trace, struct text *out, struct err *err)
{
	__attribute__((cleanup(close_fd))) int fd = memfd_create("trace", MFD_CLOEXEC);
	struct trace_writer to = {.fd = fd, .name = "trace"};
	char chunk[4096];
	ssize_t got;

	if (fd < 0)
		return err_errno(err, "memory for the trace");
	if (trace_write(&to, trace, err) < 0)
		return -1;
	for (off_t at = 0; (got = pread(fd, chunk, sizeof(chunk), at)) > 0; at += got)
		text_add_bytes(out, chunk, (size_t)got);
	return got < 0 ? err_errno(err, "memory for the trace") : 0;
}

/* Escapes newlines within a note, so that it stays one line. */
void output_trace_notes(const struct trace *trace)
{
	AUTO_TEXT struct text notes = {0};

	for (size_t i = 0; i < trace->note_count; i++) {
		printable_add_string(&notes, trace->notes[i]);
		text_add(&notes, "\n");
	}
	output_notes(&notes);
}
