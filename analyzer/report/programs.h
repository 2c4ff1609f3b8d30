/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programs: the tree of who started whom.
 */
#ifndef ANALYZER_PROGRAMS_H
#define ANALYZER_PROGRAMS_H

#include <jansson.h>

#include "core/base/mem.h"
#include "core/trace/trace.h"

/* A program a line, below who started it; nothing if no program is known. */
void programs_text(const struct trace *trace, struct text *out);
json_t *programs_json(const struct trace *trace);

#endif
