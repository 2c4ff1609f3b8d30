/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One buffer holds one line. Lines longer than TRACE_LINE_MOST are truncated:
 * the call is at their start. Colours, which perf and dmesg print on a
 * terminal, are removed, and NUL bytes, which would end the string, become
 * question marks.
 */
#include "tracer/import/lines.h"

#include <stdlib.h>
#include <string.h>

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

/* After "ESC [ 0;31 m" if that starts here, else NULL. */
static const char *behind_colour(const char *at)
{
	if (at[0] != '\033' || at[1] != '[')
		return NULL;
	at += 2 + strspn(at + 2, "0123456789;:?");
	return *at ? at + 1 : at;
}

static void take_colours_out(char *line)
{
	char *to = line;

	for (const char *at = line, *next; *at; at = next)
		if (!(next = behind_colour(at))) {
			*to++ = *at;
			next = at + 1;
		}
	*to = '\0';
}

bool import_lines_next(struct import_lines *lines)
{
	size_t length = 0;
	int c;

	lines->size = 0;
	while ((c = getc_unlocked(lines->from)) != EOF && c != '\n') {
		lines->size++;
		if (length < TRACE_LINE_MOST)
			put(lines, length++, (char)(c ? c : '?'));
	}
	lines->ended = c == '\n';
	lines->size += lines->ended;
	put(lines, length, '\0');
	lines->line[length - (length && lines->line[length - 1] == '\r')] = '\0';
	take_colours_out(lines->line);
	lines->number++;
	return lines->ended || length;
}

void import_lines_close(struct import_lines *lines)
{
	free(lines->line);
}
