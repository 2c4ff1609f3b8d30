/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: writes results and notes.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include <stdbool.h>

#include "cli/terminal/colour.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

/* Writes bytes unchanged to `name`; "-" or NULL is stdout. An error if that is a recording, and the bytes are not. */
int output_write(const char *name, const struct text *out, struct err *err);

/* An error if the output is one of the inputs, which it does not contain. */
int output_apart(const char *name, const char *const *inputs, size_t count, struct err *err);

/* Appends all lines of a trace. */
int output_trace(const struct trace *trace, struct text *out, struct err *err);
/* Writes text for people to `name`: unsafe characters are escaped. */
int output_text(const char *name, const struct text *out, struct err *err);

/* The same, with the colours of what is marked in it. If it is for people, lines are as wide as output_width() says;
 * what programs read has its lines as they are. */
int output_report(const char *name, const struct text *out, bool people, const struct colour *colour, struct err *err);

/* Writes such a report for people to stderr: its terminal or COLUMNS sets the width. */
void output_aside(const struct text *out, const struct colour *colour);

/* The help of --format and --json where these choose between text and JSON. */
#define FORMAT_HELP "text (the default) or json"
#define JSON_HELP "the same as --format=json"

/* Sets *json, which is whether --json is given, to what --format says; NULL: it is not given. */
const char *output_format_at(unsigned i);          /* the words; NULL after the last */
int output_format(bool *json, const char *format, struct err *err);

/* The width of the terminal that `name` ("-" or NULL: stdout) is, or COLUMNS; 0: neither is known. */
size_t output_width(const char *name);

/* Prints one escaped line to stderr: "seccord: ..." and a newline. */
void output_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A note that a trace is incomplete, for this reason; NULL: it is not, and nothing is printed. */
void output_incomplete(const char *name, const char *why);

/* Prints each line to stderr as "seccord: note: ...", without duplicates. */
void output_notes(const struct text *notes);

/* Prints the notes of a trace in the same way. */
void output_trace_notes(const struct trace *trace);

#endif
