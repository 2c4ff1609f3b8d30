/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call_text: formats one call of a trace for people.
 */
#ifndef CLI_CALL_TEXT_H
#define CLI_CALL_TEXT_H

#include "core/base/mem.h"
#include "core/trace/trace.h"

/* "socket(domain AF_UNIX, type SOCK_STREAM)", without parentheses if no argument is known. */
void call_text(const struct trace_call *call, struct text *out);

/* "direct from connect+0x14 in /lib/libc.so.6", "vdso __vdso_time from ...", ... */
void call_text_place(const struct trace *trace, const struct trace_call *call, struct text *out);

#endif
