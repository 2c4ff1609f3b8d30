/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import: turns other recorders' logs into a trace.
 *
 * A log is read line by line in constant memory; each line is interpreted on
 * its own and adds to the set. What a format does not show (an arch, an
 * argument, the vDSO) stays open and is noted in the trace, never guessed.
 */
#ifndef TRACER_IMPORT_H
#define TRACER_IMPORT_H

#include <stddef.h>

#include "core/kernel/arch.h"
#include "core/base/err.h"
#include "core/trace/trace.h"

struct import;

/* Whether the line was read as calls; they are then in the trace. */
typedef bool import_reader(struct import *import, const char *line);

/* Whether logs of this format may have such a line, and no others. */
typedef bool import_recogniser(const char *line);

struct import_format {
	const char *name;
	const char *help;
	import_recogniser *recognises;
	import_reader *read;
	import_recogniser *idle;              /* for a line that was not read: whether it cannot contain a call */
	const char *blind;                    /* what the format never shows: a note in each trace made from it */
	const char *archless;                 /* the note for an assumed arch; NULL: never assumed */
};

struct import_options {
	const struct import_format *format;   /* NULL: the format of the first recognised line */
	int arch;                             /* if the log does not show it; -1: x86_64, with a note */
};

const struct import_format *import_format_at(unsigned i);      /* NULL after the last */
const struct import_format *import_format_find(const char *name);
const char *import_format_name_at(unsigned i);                 /* "auto" and the formats; NULL past the last */

/* Adds one log; "-" is stdin. Returns 1 if lines were lost, or events according
 * to the log (the trace has notes on both), and -1 if no line was understood. The
 * trace is never marked complete: no log guarantees that it has every call. */
int import_file(struct trace *trace, const char *name, const struct import_options *options, struct err *err);
int import_bytes(struct trace *trace, const char *bytes, size_t size, const char *name,
                 const struct import_options *options, struct err *err);

#endif
