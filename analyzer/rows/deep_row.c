/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The size of a struct shows which fields it has: with a later libc it is
 * longer, and requests nothing more as long as the rest is zero.
 */
#include "analyzer/rows/deep_row.h"

#include <errno.h>

static bool has_errno(const struct trace_call *call, uint16_t number)
{
	for (int i = 0; i < TRACE_ERRNOS; i++)
		if (call->errnos[i] == number)
			return true;
	return false;
}

/* The smallest size passed that is not rejected; the size of the whole struct if none is known. */
static uint64_t shortest(const struct struct_row *row, const struct values *sizes)
{
	if (sizes->kind == VALUES_RANGE)
		return sizes->v[0] > row->least ? sizes->v[0] : row->least;
	for (unsigned i = 0; sizes->kind == VALUES_SET && i < sizes->count; i++)
		if (sizes->v[i] >= row->least)
			return sizes->v[i];
	return row->known;
}

static void take_zeros(struct deep *deep, const struct struct_row *row, uint64_t size)
{
	for (unsigned i = 0; i < STRUCT_FIELDS; i++) {
		const struct struct_field *field = &row->field[i];
		if (field->width && field->command == FIELD_ALWAYS && (uint64_t)field->offset + field->width > size)
			values_add(&deep->at[i], field->role, 0);
	}
}

void deep_take(struct deep *deep, const struct trace_call *call)
{
	const struct struct_row *row = struct_of(syscall_by_nr(call->arch, call->nr));
	bool tail = deep->tail;

	deep_add(deep, call);
	deep->tail = tail || (call->deep_tail && !has_errno(call, E2BIG));
	if (row)
		take_zeros(deep, row, shortest(row, &call->deep[DEEP_SIZE]));
}

static struct values needed(const struct deep *deep, int id, enum role role, bool exact)
{
	int place = deep_place(id, role);

	if (place < 0 || (place == DEEP_SIZE && !exact))
		return (struct values){0};
	if (exact || deep->at[place].kind != VALUES_SET || role_info(role)->join != JOIN_BITS)
		return deep->at[place];
	return (struct values){ .kind = VALUES_BITS, .v = { deep_bits(deep, id, role) } };
}

struct row deep_row(struct arena *arena, const struct deep *deep, int id, bool exact)
{
	struct row row = { .condition = arena_alloc(arena, DEEP_PLACES * sizeof(*row.condition)) };

	for (int i = 0; i < ROLE_COUNT; i++) {
		struct values values = needed(deep, id, (enum role)i, exact);
		if (values.kind != VALUES_NONE && values.kind != VALUES_ANY)
			row.condition[row.count++] = (struct condition){ (enum role)i, values };
	}
	return row;
}
