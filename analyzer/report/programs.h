/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programs: the tree of who started whom.
 */
#ifndef ANALYZER_PROGRAMS_H
#define ANALYZER_PROGRAMS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/trace/trace.h"

struct program_visit {
	size_t depth;                         /* 0: nobody is known to have started it */
	int program;                          /* index into the programs of the trace */
	bool replaced;                        /* in the process of the one above it */
	bool shim;                            /* it only executes others */
	bool again;                           /* it was visited before */
	bool starts;                          /* it started others */
};

/* Visits every program of a trace below who started it; one that several started is
 * visited again for each of them. */
void programs_walk(const struct trace *trace, void (*visit)(void *context, const struct program_visit *at), void *context);

/* A program a line, below who started it; nothing if no program is known. */
void programs_text(const struct trace *trace, struct text *out);
json_t *programs_json(const struct trace *trace);

#endif
