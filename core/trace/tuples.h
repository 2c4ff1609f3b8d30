/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tuples: which arguments occurred together, in a call's line.
 *
 * Nothing is written if every combination of the values in "args" was seen,
 * which is true for most calls.
 */
#ifndef CORE_TRACE_TUPLES_H
#define CORE_TRACE_TUPLES_H

#include <jansson.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

/* The call's arguments must be read already. Version 1 of the format has no tuples. */
int trace_tuples_read(struct trace_call *call, const json_t *line, uint64_t version, struct err *err);
void trace_tuples_write(const struct trace_call *call, struct text *line);

#endif
