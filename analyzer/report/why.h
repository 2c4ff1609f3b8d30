/* SPDX-License-Identifier: Apache-2.0 */
/*
 * why: who made a call, from where, how often, under which command.
 */
#ifndef ANALYZER_WHY_H
#define ANALYZER_WHY_H

#include <jansson.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/trace/trace.h"

struct why_call {
	int id;                               /* enum syscall_id, or CALL_UNKNOWN: the number, on each arch */
	uint32_t nr;
	size_t width;                         /* of a line of text; 0: a usual one */
};

/* For one trace, called `name`; nothing if it has no such call. */
void why_text(const struct trace *trace, const char *name, const struct why_call *call, struct text *out);
json_t *why_json(const struct trace *trace, const char *name, const struct why_call *call);  /* NULL for nothing */

#endif
