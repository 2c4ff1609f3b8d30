/* SPDX-License-Identifier: Apache-2.0 */
/*
 * At most one read of one page, since the kernel accepts no larger struct.
 * Fields beyond the size that the caller passes are zero for the kernel and are
 * not recorded.
 */
#include "tracer/deep.h"

#include <errno.h>
#include <string.h>

#include "core/policy/deep.h"
#include "tracer/follow/clone_event.h"
#include "tracer/process/memory.h"
#include "tracer/process/served.h"

/* *unknown: the program can read more of it than the recorder. */
static size_t read_struct(const struct task *task, const struct struct_row *row, const struct call_info *info,
                          unsigned char bytes[DEEP_MOST], bool *unknown)
{
	size_t wanted = deep_wanted(row, info->args);
	uint64_t at = row->call == CALL_clone3 ? clone_event_struct_address(task, info) : info->args[row->arg];
	size_t ready = task->space->served ? served_at_hand(task->space->served, task->tid, at, wanted) : wanted;
	size_t got = ready ? memory_read(task->tid, at, bytes, ready) : 0;

	*unknown = wanted && (got == ready ? ready < wanted : !got && memory_is_closed(task->tid));
	/* CLONE_UNTRACED was removed from what the kernel sees (clone_event.c). */
	if (row->call == CALL_clone3 && got >= sizeof(task->clone_flags))
		memcpy(bytes, &task->clone_flags, sizeof(task->clone_flags));
	return got;
}

static void allow_any(const struct struct_row *row, struct trace_call *call)
{
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (deep_role((int)row->call, i) != ROLE__)
			call->deep[i].kind = VALUES_ANY;
}

bool deep_read(const struct task *task, const struct call_info *info, struct trace_call *call)
{
	const struct struct_row *row = struct_of(info->id);
	unsigned char bytes[DEEP_MOST];
	bool unknown;

	if (!row || row->where == SIZE_NOWHERE)
		return true;
	size_t got = read_struct(task, row, info, bytes, &unknown);
	struct deep_noted notes = deep_of_bytes(row, info->args, bytes, got);
	if (unknown && notes.refused == EFAULT) {
		allow_any(row, call);
		return false;
	}
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (notes.how[i] == NOTED_VALUE)
			values_add(&call->deep[i], trace_deep_role(call, i), notes.value[i]);
	call->deep_tail = notes.tail;
	return true;
}
