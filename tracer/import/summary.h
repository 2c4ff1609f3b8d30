/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_summary: the tables of counts that strace -c and perf trace -s print.
 */
#ifndef TRACER_IMPORT_SUMMARY_H
#define TRACER_IMPORT_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SUMMARY_COLUMNS = 10 };

/* What a table's header says; a zeroed one is of no table. */
struct summary {
	bool open;
	int8_t numbers;                       /* columns beside the name */
	int8_t calls, errors;                 /* which of the numbers; -1: the table has no such column */
};

struct summary_row {
	const char *name;                     /* not terminated */
	size_t length;
	uint64_t calls;                       /* at least 1 */
};

/* "% time     seconds  usecs/call     calls    errors syscall", in any order and choice. */
bool summary_header(const char *line, struct summary *out);

/* False where the line does not fit the header. */
bool summary_row(const struct summary *summary, const char *line, struct summary_row *out);

/* The row "total", which is of no call. */
bool summary_is_total(const struct summary_row *row);

#endif
