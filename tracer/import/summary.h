/* SPDX-License-Identifier: Apache-2.0 */
/*
 * summary: parses the tables of counts of strace -c and perf trace -s.
 */
#ifndef TRACER_IMPORT_SUMMARY_H
#define TRACER_IMPORT_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SUMMARY_COLUMNS = 10 };

/* The columns of a table; all zero: no table. */
struct summary {
	bool open;
	int8_t numbers;                       /* columns other than the name */
	int8_t calls, errors;                 /* index of the column; -1: the table has none */
};

struct summary_row {
	const char *name;                     /* not terminated */
	size_t length;
	uint64_t calls;                       /* at least 1 */
};

/* "% time     seconds  usecs/call     calls    errors syscall", in any order and
 * selection. */
bool summary_header(const char *line, struct summary *out);

/* False if the line does not match the header. */
bool summary_row(const struct summary *summary, const char *line, struct summary_row *out);

/* The row "total", which is not a call. */
bool summary_is_total(const struct summary_row *row);

#endif
