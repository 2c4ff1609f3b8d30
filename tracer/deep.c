/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One read of a page at most, since the kernel takes no larger struct. A field
 * behind the size that the caller says is zero for the kernel, and is not kept.
 */
#include "tracer/deep.h"

#include <string.h>

#include "tracer/memory.h"

enum { PAGE = 4096 };

static uint64_t number_at(const unsigned char *bytes, size_t offset, size_t width)
{
	uint64_t value = 0;

	memcpy(&value, bytes + offset, width); /* little endian */
	return value;
}

static void keep(struct trace_call *call, unsigned place, uint64_t value)
{
	values_add(&call->deep[place], trace_deep_role(call, place), value);
}

static bool any_bit(const unsigned char *bytes, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (bytes[i])
			return true;
	return false;
}

static bool is_there(const struct struct_field *field, uint64_t command, size_t end)
{
	bool meant = field->command == FIELD_ALWAYS || command == (uint64_t)field->command;

	return field->width && meant && (size_t)field->offset + field->width <= end;
}

/* perf_event_open and sched_setattr take 0 for the size of the first version. */
static size_t end_of(const struct struct_row *row, size_t got, uint64_t size)
{
	uint64_t end = size ? size : row->least;

	return end < got ? (size_t)end : got;
}

void deep_decode(const struct struct_row *row, uint64_t command, const unsigned char *bytes, size_t got, uint64_t size,
                 struct trace_call *call)
{
	size_t end = row->out ? 0 : end_of(row, got, size);

	if (row->where != SIZE_FIXED)
		keep(call, DEEP_SIZE, size);
	for (unsigned i = 0; i < STRUCT_FIELDS; i++)
		if (is_there(&row->field[i], command, end))
			keep(call, i, number_at(bytes, row->field[i].offset, row->field[i].width));
	call->deep_tail = any_bit(bytes, row->known, end);
}

static size_t read_struct(const struct task *task, const struct struct_row *row, const struct call_info *info,
                          unsigned char bytes[PAGE])
{
	uint64_t most = row->where == SIZE_ARGUMENT ? info->args[row->at] : row->where == SIZE_FIXED ? row->known : PAGE;
	size_t got = row->out ? 0 : memory_read(task->tid, info->args[row->arg], bytes, most < PAGE ? (size_t)most : PAGE);

	/* CLONE_UNTRACED was taken out of the struct just now, see birth.c. */
	if (row->call == CALL_clone3 && got >= sizeof(task->clone_flags))
		memcpy(bytes, &task->clone_flags, sizeof(task->clone_flags));
	return got;
}

void deep_read(const struct task *task, const struct call_info *info, struct trace_call *call)
{
	const struct struct_row *row = struct_of(info->id);
	unsigned char bytes[PAGE];

	if (!row || row->where == SIZE_NOWHERE)
		return;
	size_t got = read_struct(task, row, info, bytes);
	if (row->where == SIZE_ARGUMENT)
		deep_decode(row, info->args[0], bytes, got, info->args[row->at], call);
	else if (row->where == SIZE_FIXED)
		deep_decode(row, info->args[0], bytes, got, row->known, call);
	else if (got >= row->at + sizeof(uint32_t))
		deep_decode(row, info->args[0], bytes, got, number_at(bytes, row->at, sizeof(uint32_t)), call);
}
