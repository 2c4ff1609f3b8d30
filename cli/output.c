/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results go to stdout or a file, remarks to stderr: a pipe carries only what
 * the next command reads.
 */
#include "cli/output.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/file.h"

int output_write(const char *name, const struct text *out, struct err *err)
{
	return file_write(name ? name : "-", out->at ? out->at : "", out->length, err);
}

/* Whether the line at `line` stands in `text` before it. */
static bool told_before(const char *text, const char *line, size_t length)
{
	for (const char *at = text; at < line; at = strchr(at, '\n') + 1)
		if (strcspn(at, "\n") == length && !memcmp(at, line, length))
			return true;
	return false;
}

void output_notes(const struct text *told)
{
	for (const char *line = told->at; line && *line;) {
		size_t length = strcspn(line, "\n");
		if (length && !told_before(told->at, line, length))
			fprintf(stderr, "seccord: note: %.*s\n", (int)length, line);
		line += length + (line[length] == '\n');
	}
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

/* The trace's own writer wants a file of its own: its lines are a journal. */
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
