/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: small things as all reports say them.
 */
#ifndef ANALYZER_WORDS_H
#define ANALYZER_WORDS_H

#include <jansson.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* Words of a traced program, as core/printable lets them through: no name of a
 * file can move the cursor of a terminal, or begin a line of its own. */
void words_plain(const char *words, struct text *out);

/* "3x vdso __vdso_time from libc.so.6 read+0x10": how often, how and from where a call was made. */
void words_source(const struct trace *trace, const struct trace_call *call, struct text *out);

/* "libc.so.6 read+0x10", or "busybox +0x4711" where no symbol is known;
 * "unknown code" for TRACE_NOWHERE. */
void words_site(const struct trace *trace, int site, struct text *out);

/* Less: "libc.so.6", and "libc.so.6 read". */
void words_image(const struct trace *trace, int site, struct text *out);
void words_function(const struct trace *trace, int site, struct text *out);

/* The function and, where it is known, the line: "demo main (demo.c:12)". */
void words_place(const struct trace *trace, int site, struct text *out);

/* What the trace was recorded of. */
void words_command(const struct trace *trace, struct text *out);

void words_plural(struct text *out, uint64_t count, const char *thing);

/* Traces come from anywhere: a name need not be UTF-8. NULL is null. */
json_t *words_json(const char *words);
json_t *words_json_list(const char *const *words);           /* NULL-terminated; NULL is empty */
json_t *words_json_count(uint64_t count);


#endif
