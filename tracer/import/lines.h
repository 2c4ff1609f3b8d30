/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines: reads the lines of a file of any length.
 */
#ifndef TRACER_IMPORT_LINES_H
#define TRACER_IMPORT_LINES_H

#include <stdbool.h>
#include <stdio.h>

#include "core/trace/trace.h"

struct import_lines {
	FILE *from;
	size_t room;
	char *line;                           /* terminated, without its newline; truncated to TRACE_LINE_MOST bytes */
	uint64_t number;                      /* of this line, from 1 */
	uint64_t size;                        /* of this line in the log, in bytes */
	bool ended;                           /* by a newline; false only for a last line */
};

void import_lines_open(struct import_lines *lines, FILE *from);   /* borrows `from` */
bool import_lines_next(struct import_lines *lines);               /* false after the last */
void import_lines_close(struct import_lines *lines);

#endif
