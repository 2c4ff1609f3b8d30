/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One buffer holds one line. Of a line longer than TRACE_LINE_MOST the rest is
 * read over: what it tells of a call stands at its beginning.
 */
#include "tracer/import_lines.h"

#include <stdlib.h>

void import_lines_open(struct import_lines *lines, FILE *from)
{
	*lines = (struct import_lines){ .from = from };
}

static void put(struct import_lines *lines, size_t at, char c)
{
	if (at == lines->room)
		lines->line = mem_grow(lines->line, at, &lines->room, 1);
	lines->line[at] = c;
}

bool import_lines_next(struct import_lines *lines)
{
	size_t length = 0;
	int c;

	while ((c = getc_unlocked(lines->from)) != EOF && c != '\n')
		if (length < TRACE_LINE_MOST)
			put(lines, length++, (char)c);
	lines->ended = c == '\n';
	put(lines, length, '\0');
	lines->line[length - (length && lines->line[length - 1] == '\r')] = '\0';
	lines->number++;
	return lines->ended || length;
}

void import_lines_close(struct import_lines *lines)
{
	free(lines->line);
}
