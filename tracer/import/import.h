/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import: other recorders' logs as a trace.
 *
 * A log is read line by line in memory that does not grow with it: each line
 * is understood by itself, and what it tells joins the set. What a format does
 * not tell (an arch, an argument, the vDSO) is left open and said in a note of
 * the trace, never guessed.
 */
#ifndef TRACER_IMPORT_H
#define TRACER_IMPORT_H

#include <stddef.h>

#include "core/kernel/arch.h"
#include "core/base/err.h"
#include "core/trace/trace.h"

struct import;

/* Whether the line was understood as one that tells of calls; they are in the trace then. */
typedef bool import_reader(struct import *import, const char *line);

/* Whether a log of this format may have such a line, and no other may. */
typedef bool import_recogniser(const char *line);

struct import_format {
	const char *name;
	const char *help;
	import_recogniser *recognises;
	import_reader *read;
	import_recogniser *idle;              /* of a line that was not read: whether it cannot speak of a call */
	const char *blind;                    /* what it never tells: a note of each trace made from it */
	const char *archless;                 /* said where an arch had to be assumed; NULL: none ever is */
};

struct import_options {
	const struct import_format *format;   /* NULL: that of the first line that one recognises */
	int arch;                             /* where the log does not tell; -1: x86_64, with a note */
};

const struct import_format *import_format_at(unsigned i);      /* NULL behind the last */
const struct import_format *import_format_find(const char *name);

/* Adds one log; "-" is stdin. Returns 1 where lines were lost, or the log says
 * that events were, which notes of the trace say too; and -1 where nothing in it is
 * understood. The trace is never complete: no log says that it holds every call. */
int import_file(struct trace *trace, const char *name, const struct import_options *options, struct err *err);
int import_bytes(struct trace *trace, const char *bytes, size_t size, const char *name,
                 const struct import_options *options, struct err *err);

#endif
