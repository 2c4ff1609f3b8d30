/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read: the refused calls in a log, a debugger's output or a core file.
 *
 * Each line is understood by one reader, or shows no refusal (idle), or is
 * unknown; unknown lines are counted. Where a program can write any text, only
 * what the kernel, the audit system, strace or a debugger adds counts as a record.
 */
#ifndef TRACER_REFUSAL_READ_H
#define TRACER_REFUSAL_READ_H

#include "core/base/err.h"
#include "core/trace/refusal.h"

/* Whether the first lines have a record that only a log has, or the bytes are a core file; false for a policy. */
bool refusal_recognises(const char *bytes, size_t size);

/* The same for text that is nothing else: a line that only looks like a record is enough. */
bool refusal_mentions(const char *bytes, size_t size);

/* Adds the records of one file. `native`: the arch where the file does not show it. Fails only on a core file that
 * cannot be read. */
int refusal_read(struct refusals *refusals, const char *bytes, size_t size, const char *name, enum arch native, struct err *err);

#endif
