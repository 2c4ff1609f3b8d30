/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry: adds a new call to the trace.
 */
#ifndef TRACER_ENTRY_H
#define TRACER_ENTRY_H

#include "core/trace/trace.h"

enum { ENTRY_CALLS_RESERVED = 1 << 14 };      /* reserved for bare call numbers when there are too many calls */

/* Adds the call as it is, or a more general one if there are too many like it;
 * TRACE_NOWHERE if even that does not fit. */
int entry_new(struct trace *trace, struct trace_call *call, bool *added);

#endif
