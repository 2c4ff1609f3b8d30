/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: small things as all reports say them.
 */
#ifndef ANALYZER_WORDS_H
#define ANALYZER_WORDS_H

#include "core/mem.h"
#include "core/policy.h"
#include "core/trace.h"

/* Words of a traced program with each control byte as \xNN: no name of a file
 * can move the cursor of a terminal, or begin a line of its own. */
void words_plain(const char *words, struct text *out);

/* "libc.so.6 read+0x10", or "busybox +0x4711" where no symbol is known;
 * "unknown code" for TRACE_NOWHERE. */
void words_site(const struct trace *trace, int site, struct text *out);

/* "EPERM", "errno 7", "allow" */
void words_verdict(struct verdict verdict, struct text *out);

#endif
