/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: where results and remarks go.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

/* Writes bytes for a machine to `name`, which may be "-" or NULL for stdout. */
int output_write(const char *name, const struct text *out, struct err *err);

/* The lines of a whole trace. */
int output_trace(const struct trace *trace, struct text *out, struct err *err);
/* The same for a text for people: what no terminal should get is escaped. */
int output_text(const char *name, const struct text *out, struct err *err);

/* One line to stderr: "seccord: ..." and a newline, escaped likewise. */
void output_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Each line to stderr, as "seccord: note: ..."; each only once. */
void output_notes(const struct text *notes);

/* The notes of a trace in the same way. */
void output_trace_notes(const struct trace *trace);

#endif
