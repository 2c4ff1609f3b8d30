/* SPDX-License-Identifier: Apache-2.0 */
/*
 * graph: who started whom, in the languages of tools that draw graphs.
 */
#ifndef ANALYZER_REPORT_GRAPH_H
#define ANALYZER_REPORT_GRAPH_H

#include "core/base/mem.h"
#include "core/trace/trace.h"

enum drawing { GRAPH_MERMAID, GRAPH_DOT, GRAPH_COUNT };

int graph_find(const char *name);             /* enum drawing, or -1 */
const char *graph_name_at(unsigned i);        /* NULL past the last */

/* A node per program, and an edge to each program that it started; edges named exec stay
 * in the same process. The order is that of the trace: sort it first. */
void graph_text(const struct trace *trace, enum drawing graph, struct text *out);

#endif
