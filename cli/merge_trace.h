/* SPDX-License-Identifier: Apache-2.0 */
/*
 * merge_trace: `seccord merge` for traces.
 */
#ifndef CLI_MERGE_TRACE_H
#define CLI_MERGE_TRACE_H

#include <stddef.h>

#include "cli/common/input.h"
#include "cli/terminal/meter.h"

/* Writes the sum of the traces. Returns the exit status, or -1. `first` is the first file, already read; it is
 * consumed. The meter, which is chosen, is shown while the others are read. */
int merge_traces(struct input *first, const char *const *names, size_t count, const char *output, struct meter *meter,
                 struct err *err);

/* Adds a trace to a sum; fails if that exceeds the limits of the format. `name` is for the message. */
int merge_trace_add(struct trace *sum, const struct trace *trace, const char *name, struct err *err);

#endif
