/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Results go to stdout or a file, remarks to stderr: a pipe carries only what
 * the next command reads.
 */
#include "cli/output.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

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
