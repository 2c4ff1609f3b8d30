/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry: the entry of a call that is in the trace for the first time.
 */
#ifndef TRACER_ENTRY_H
#define TRACER_ENTRY_H

#include "core/trace/trace.h"

enum { ENTRY_CALLS_RESERVED = 1 << 14 };      /* entries of a trace: for numbers, when there are too many calls */

/* As it is, or a wider one where there are too many like it; TRACE_NOWHERE where
 * there is no room even for that. */
int entry_new(struct trace *trace, struct trace_call *call, bool *added);

#endif
