/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace_ids: the ids by which a trace file speaks of its images, sites and
 * calls, and where each stands in the trace that it is read into.
 */
#ifndef CORE_TRACE_IDS_H
#define CORE_TRACE_IDS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"

struct trace_id {
	int index;                            /* TRACE_NOWHERE: on no line so far */
	uint64_t count;                       /* of a call: what was taken of it */
};

struct trace_ids {
	const char *what;                     /* "image", "site" or "call" */
	size_t most;                          /* ids are below it */
	struct trace_id *id;                  /* free() it */
	size_t count, room;
};

/* The id that this line is about, NULL where it has none that can be. Good
 * until the next call. */
struct trace_id *trace_ids_define(struct trace_ids *ids, const json_t *line, struct err *err);

/* Enters where it stands; fails where it stood elsewhere before. */
int trace_ids_settle(const struct trace_ids *ids, struct trace_id *id, int index, struct err *err);

/* What a member of a line refers to. */
int trace_ids_use(const struct trace_ids *ids, const json_t *from, int *index, struct err *err);

#endif
