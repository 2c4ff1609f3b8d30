/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One buffer holds one line. What is longer than it is read over: what a line
 * tells of a call stands at its beginning.
 */
#include "tracer/import_lines.h"

#include <stdlib.h>

void import_lines_open(struct import_lines *lines, FILE *from)
{
	*lines = (struct import_lines){ .from = from, .line = mem_alloc(TRACE_LINE_MOST + 1) };
}

bool import_lines_next(struct import_lines *lines)
{
	size_t length = 0;
	int c;

	while ((c = getc_unlocked(lines->from)) != EOF && c != '\n')
		if (length < TRACE_LINE_MOST)
			lines->line[length++] = (char)c;
	lines->ended = c == '\n';
	lines->line[length - (length && lines->line[length - 1] == '\r')] = '\0';
	lines->number++;
	return lines->ended || length;
}

void import_lines_close(struct import_lines *lines)
{
	free(lines->line);
}
