/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace_tuples: which arguments came together, as it stands in a call's line.
 *
 * Where each combination of the values under "args" was seen, which is so of
 * most calls, nothing is written.
 */
#ifndef CORE_TRACE_TUPLES_H
#define CORE_TRACE_TUPLES_H

#include <jansson.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

/* For a call whose arguments are read. Version 1 of the format knew no tuples. */
int trace_tuples_read(struct trace_call *call, const json_t *line, uint64_t version, struct err *err);
void trace_tuples_write(const struct trace_call *call, struct text *line);

#endif
