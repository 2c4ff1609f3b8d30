/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format: small phrases shared by all reports.
 */
#ifndef ANALYZER_FORMAT_H
#define ANALYZER_FORMAT_H

#include <jansson.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* Strings of a traced program, escaped by core/base/printable: no file name can move
 * the terminal's cursor or start a new line. */
void format_plain(const char *words, struct text *out);

/* "3x vdso __vdso_time from libc.so.6 read+0x10": how often, how and from where a call was made. */
void format_source(const struct trace *trace, const struct trace_call *call, struct text *out);

/* "libc.so.6 read+0x10", or "busybox +0x4711" without a symbol;
 * "unknown code" for TRACE_NOWHERE. */
void format_site(const struct trace *trace, int site, struct text *out);

/* Shorter: "libc.so.6", and "libc.so.6 read". */
void format_image(const struct trace *trace, int site, struct text *out);
void format_function(const struct trace *trace, int site, struct text *out);

/* The function and, if known, the line: "demo main (demo.c:12)". */
void format_place(const struct trace *trace, int site, struct text *out);

/* "/usr/bin/dash (as /bin/sh)"; "unknown program" for TRACE_NOWHERE. */
void format_program(const struct trace *trace, int program, struct text *out);

/* The recorded command. */
void format_command(const struct trace *trace, struct text *out);

void format_plural(struct text *out, uint64_t count, const char *thing);

/* Names in traces need not be UTF-8. NULL becomes null. */
json_t *format_json(const char *words);
json_t *format_json_list(const char *const *words);          /* NULL-terminated; NULL is empty */
json_t *format_json_count(uint64_t count);

#endif
