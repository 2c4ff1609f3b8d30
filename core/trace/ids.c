/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table from id to index. Ids come from the file, so the table grows to the
 * largest id, up to its bound.
 */
#include "core/trace/ids.h"

#include <inttypes.h>

#include "core/base/json.h"
#include "core/trace/trace.h"

struct trace_id *trace_ids_define(struct trace_ids *ids, const json_t *line, struct err *err)
{
	uint64_t id = 0;

	if (json_get_uint(line, ids->what, ids->most - 1, &id, err))
		return NULL;
	while (ids->count <= id) {
		ids->id = mem_grow(ids->id, ids->count, &ids->room, sizeof(*ids->id));
		ids->id[ids->count++] = (struct trace_id){ .index = TRACE_NOWHERE };
	}
	return &ids->id[id];
}

int trace_ids_settle(const struct trace_ids *ids, struct trace_id *id, int index, struct err *err)
{
	if (id->index != TRACE_NOWHERE && id->index != index)
		return err_set(err, "%s %td is already defined differently", ids->what, id - ids->id);
	id->index = index;
	return 0;
}

int trace_ids_use(const struct trace_ids *ids, const json_t *from, int *index, struct err *err)
{
	uint64_t id = 0;

	if (!from)
		return err_set(err, "missing \"%s\"", ids->what);
	if (json_uint(from, ids->most - 1, &id, err))
		return err_context(err, "\"%s\"", ids->what);
	if (id >= ids->count || ids->id[id].index == TRACE_NOWHERE)
		return err_set(err, "%s %" PRIu64 " is not defined on an earlier line", ids->what, id);
	*index = ids->id[id].index;
	return 0;
}
