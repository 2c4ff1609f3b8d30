/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Look-ups in core/kernel/structs.def.
 */
#include "core/kernel/structs.h"

#include "core/base/order.h"

enum { WAY_IN, WAY_OUT };

#define FIELD(role, offset, width)             { ROLE_##role, offset, width, FIELD_ALWAYS }
#define FIELD_OF(command, role, offset, width) { ROLE_##role, offset, width, command }
#define RING(role)                             { ROLE_##role, 0, 0, FIELD_ALWAYS }
#define NO_FIELD                               { ROLE__, 0, 0, FIELD_ALWAYS }

static const struct struct_row rows[] = {
#define STRUCT(call, arg, where, at, least, known, way, ...) \
	{ CALL_##call, arg, SIZE_##where, at, least, known, WAY_##way, { __VA_ARGS__ } },
#include "core/kernel/structs.def"
#undef STRUCT
};

size_t struct_count(void)
{
	return COUNT_OF(rows);
}

const struct struct_row *struct_at(size_t i)
{
	return &rows[i];
}

static bool is_before(const void *element, const void *key)
{
	return (int)((const struct struct_row *)element)->call < *(const int *)key;
}

/* Rows are in the order of their calls. */
const struct struct_row *struct_of(int id)
{
	size_t i = order_search(rows, COUNT_OF(rows), sizeof(rows[0]), is_before, &id);

	return i < COUNT_OF(rows) && (int)rows[i].call == id ? &rows[i] : NULL;
}

static bool says_its_size(const struct struct_row *row)
{
	return row->where == SIZE_ARGUMENT || row->where == SIZE_INSIDE;
}

enum role deep_role(int id, unsigned place)
{
	const struct struct_row *row = struct_of(id);

	if (!row || place >= DEEP_PLACES)
		return ROLE__;
	if (place == DEEP_SIZE)
		return says_its_size(row) ? ROLE_struct_size : ROLE__;
	return row->field[place].role;
}

int deep_place(int id, enum role role)
{
	for (unsigned i = 0; i < DEEP_PLACES && role != ROLE__; i++)
		if (deep_role(id, i) == role)
			return (int)i;
	return -1;
}

uint64_t deep_mask(int id, unsigned place)
{
	const struct struct_row *row = struct_of(id);
	bool narrow = row && place < STRUCT_FIELDS && row->field[place].width == sizeof(uint32_t);

	return narrow ? UINT32_MAX : UINT64_MAX;
}
