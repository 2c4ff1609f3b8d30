/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At most one read of one page, since the kernel accepts no larger struct.
 * Fields beyond the size that the caller passes are zero for the kernel and are
 * not recorded.
 */
#include "tracer/deep.h"

#include <string.h>

#include "core/policy/deep.h"
#include "tracer/follow/clone_event.h"
#include "tracer/process/memory.h"

static size_t read_struct(const struct task *task, const struct struct_row *row, const struct call_info *info,
                          unsigned char bytes[DEEP_MOST])
{
	size_t wanted = deep_wanted(row, info->args);
	uint64_t at = row->call == CALL_clone3 ? clone_event_struct_address(task, info) : info->args[row->arg];
	size_t got = wanted ? memory_read(task->tid, at, bytes, wanted) : 0;

	/* CLONE_UNTRACED was removed from what the kernel sees (clone_event.c). */
	if (row->call == CALL_clone3 && got >= sizeof(task->clone_flags))
		memcpy(bytes, &task->clone_flags, sizeof(task->clone_flags));
	return got;
}

void deep_read(const struct task *task, const struct call_info *info, struct trace_call *call)
{
	const struct struct_row *row = struct_of(info->id);
	unsigned char bytes[DEEP_MOST];

	if (!row || row->where == SIZE_NOWHERE)
		return;
	size_t got = read_struct(task, row, info, bytes);
	struct deep_noted notes = deep_of_bytes(row, info->args, bytes, got);
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (notes.how[i] == NOTED_VALUE)
			values_add(&call->deep[i], trace_deep_role(call, i), notes.value[i]);
	call->deep_tail = notes.tail;
}
