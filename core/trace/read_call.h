/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read_call: the line of one call, for core/trace/read.c.
 */
#ifndef CORE_TRACE_READ_CALL_H
#define CORE_TRACE_READ_CALL_H

#include <jansson.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"
#include "core/trace/ids.h"

/* Fills a zeroed call, except for its id. Strings belong to the arena.
 * `version` is the file's. */
int trace_read_call(struct trace_call *call, const json_t *line, const struct trace_ids *sites, struct arena *arena,
                    uint64_t version, struct err *err);

/* The labels of a call, which become labels of the trace. */
int trace_read_labels(struct trace *trace, const json_t *line, uint64_t version, struct trace_labels *labels, struct err *err);

/* Names are raw bytes, JSON-escaped; *out is unchanged if the key is absent. */
int trace_read_name(struct arena *arena, const json_t *line, const char *key, const char **out, struct err *err);

#endif
