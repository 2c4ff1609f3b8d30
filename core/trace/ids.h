/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ids: maps the ids of images, sites, programs and calls in a trace file to their
 * indexes in the trace that it is read into.
 */
#ifndef CORE_TRACE_IDS_H
#define CORE_TRACE_IDS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

struct trace_id {
	int index;                            /* TRACE_NOWHERE: not defined yet */
	uint64_t count;                       /* of a call: what was added so far */
};

struct trace_ids {
	const char *what;                     /* "image", "site", "program" or "call" */
	size_t most;                          /* exclusive upper bound of ids */
	struct trace_id *id;                  /* free() it */
	size_t count, room;
};

/* The id that this line defines, NULL if it has no valid one. Valid until the
 * next call. */
struct trace_id *trace_ids_define(struct trace_ids *ids, const json_t *line, struct err *err);

/* Sets the index; fails if it was set to another before. */
int trace_ids_settle(const struct trace_ids *ids, struct trace_id *id, int index, struct err *err);

/* Resolves a reference in a member of a line. */
int trace_ids_use(const struct trace_ids *ids, const json_t *from, int *index, struct err *err);

#endif
