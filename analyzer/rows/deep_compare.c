/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The places of a struct are mapped to the registers of a call without a name, so
 * that deep rows are plain rows and can be compared as such. A field of four
 * bytes never has a higher bit, which each row then states.
 *
 * A condition on a field that a call does not pass always holds
 * (core/policy/deep.h): fields of a command exist for that command alone, those
 * of rings if a trace has them. Each such choice of fields is compared.
 */
#include "analyzer/rows/deep_compare.h"

#include "core/kernel/structs.h"

enum { PLACES = 1u << DEEP_PLACES };          /* sets of places, a bit each */

static unsigned places_of(int id)
{
	unsigned places = 0;

	for (unsigned i = 0; i < DEEP_PLACES; i++)
		places |= (unsigned)(deep_role(id, i) != ROLE__) << i;
	return places;
}

/* Whether there is a call that passes exactly these places. */
static bool may_be_noted(const struct struct_row *row, unsigned notes)
{
	int command = FIELD_ALWAYS;

	for (unsigned i = 0; i < STRUCT_FIELDS; i++)
		if (notes >> i & 1 && row->field[i].command != FIELD_ALWAYS)
			command = row->field[i].command;
	for (unsigned i = 0; i < STRUCT_FIELDS; i++) {
		const struct struct_field *field = &row->field[i];
		bool due = field->command == FIELD_ALWAYS || field->command == command;
		bool there = notes >> i & 1;
		if (field->role != ROLE__ && field->width && due != there)
			return false;
	}
	return notes >> DEEP_SIZE & 1 || deep_role((int)row->call, DEEP_SIZE) == ROLE__;
}

static void bound(struct row *row, int id, unsigned notes)
{
	for (unsigned i = 0; i < DEEP_PLACES; i++)
		if (notes >> i & 1 && deep_mask(id, i) != UINT64_MAX)
			row->condition[row->count++] =
				(struct condition){(enum role)(ROLE_arg0 + i), {.kind = VALUES_BITS, .v = {deep_mask(id, i)}}};
}

/* A deep row as a row on registers, without places that are not passed. */
static struct row on_registers(struct arena *arena, const struct row *deep, int id, unsigned notes)
{
	struct row row = {.condition = arena_alloc(arena, (deep->count + DEEP_PLACES) * sizeof(*row.condition))};

	for (size_t i = 0; i < deep->count; i++) {
		int place = deep_place(id, deep->condition[i].role);
		if (place < 0 || !(notes >> place & 1))
			continue;
		row.condition[row.count] = deep->condition[i];
		row.condition[row.count++].role = (enum role)(ROLE_arg0 + place);
	}
	bound(&row, id, notes);
	return row;
}

static struct rule all_on_registers(struct arena *arena, const struct rule *wide, unsigned notes)
{
	struct rule rule = {.id = CALL_UNKNOWN, .rows = arena_alloc(arena, wide->deep_count * sizeof(struct row))};

	for (size_t i = 0; i < wide->deep_count; i++)
		rule.rows[rule.row_count++] = on_registers(arena, &wide->deep[i], (int)wide->id, notes);
	return rule;
}

static bool covered_when(const struct judge *judge, const struct rule *wide, int id, const struct row *row, unsigned notes)
{
	struct arena arena = {0};
	struct rule on = all_on_registers(&arena, wide, notes);
	struct row narrow = on_registers(&arena, row, id, notes);
	bool covered = judge->covers(judge->context, &on, ARCH_X86_64, &narrow);

	arena_free(&arena);
	return covered;
}

bool deep_row_covered(const struct judge *judge, const struct rule *wide, enum syscall_id id, const struct row *row)
{
	const struct struct_row *of = struct_of((int)id);

	for (unsigned notes = 0; of && wide->deep_count && notes < PLACES; notes++)
		if (!(notes & ~places_of((int)id)) && may_be_noted(of, notes) && !covered_when(judge, wide, (int)id, row, notes))
			return false;
	return true;
}

bool deep_covers(const struct judge *judge, const struct rule *wide, const struct rule *narrow)
{
	static const struct row any = {0};

	if (!narrow->deep_count)
		return deep_row_covered(judge, wide, wide->id, &any);
	for (size_t i = 0; i < narrow->deep_count; i++)
		if (!deep_row_covered(judge, wide, narrow->id, &narrow->deep[i]))
			return false;
	return true;
}
