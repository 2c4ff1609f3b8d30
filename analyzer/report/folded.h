/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folded: stacks as flamegraph.pl and speedscope read them, "frame;frame;frame count".
 */
#ifndef ANALYZER_REPORT_FOLDED_H
#define ANALYZER_REPORT_FOLDED_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

/* A line for each distinct stack, sorted: the program, its frames from the outermost, and
 * the call. An entry of the trace keeps the stack of its first occurrence, which all of its
 * calls count for. Fails if the trace has no stacks. */
int folded_text(const struct trace *trace, struct text *out, struct err *err);

#endif
