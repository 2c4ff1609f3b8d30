/* SPDX-License-Identifier: Apache-2.0 */
/*
 * output: where results and remarks go.
 */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "core/err.h"
#include "core/mem.h"
#include "core/trace.h"

/* Writes to `name`, which may be "-" or NULL for stdout. */
int output_write(const char *name, const struct text *out, struct err *err);

/* The lines of a whole trace. */
int output_trace(const struct trace *trace, struct text *out, struct err *err);

/* Each line to stderr, as "seccord: note: ..."; each only once. */
void output_notes(const struct text *told);

#endif
