/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of copy_struct_from_user(), Linux 5.4: a struct shorter than the
 * kernel's is padded with zeros; a longer one is accepted if the unknown part
 * is zero, since it then requests nothing.
 */
#include "core/policy/deep.h"

#include <errno.h>
#include <string.h>

static uint64_t number_at(const unsigned char *bytes, size_t offset, size_t width)
{
	uint64_t value = 0;

	memcpy(&value, bytes + offset, width); /* little endian */
	return value;
}

static uint64_t size_said(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS], const unsigned char *bytes)
{
	if (row->where == SIZE_INSIDE)
		return number_at(bytes, row->at, sizeof(uint32_t));
	return row->where == SIZE_ARGUMENT ? args[row->at] : row->known;
}

/* These two return E2BIG instead of EINVAL, and write the size they know into the struct. */
static bool takes_no_size(const struct struct_row *row)
{
	return row->call == CALL_perf_event_open || row->call == CALL_sched_setattr;
}

static uint64_t size_meant(const struct struct_row *row, uint64_t said)
{
	return !said && takes_no_size(row) ? row->least : said;
}

static bool any_bit(const unsigned char *bytes, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (bytes[i])
			return true;
	return false;
}

static int refusal(const struct struct_row *row, uint64_t size, size_t got, bool tail)
{
	if (size < row->least)
		return takes_no_size(row) ? E2BIG : EINVAL;
	if (size > DEEP_MOST)
		return row->call == CALL_sched_getattr ? EINVAL : E2BIG;
	if (!row->out && got < size)
		return EFAULT;
	return tail ? E2BIG : 0;
}

static bool is_meant(const struct struct_field *field, const uint64_t args[SYSCALL_ARGS])
{
	return field->width && (field->command == FIELD_ALWAYS || (uint32_t)args[0] == (uint32_t)field->command);
}

static void take_field(struct deep_noted *notes, unsigned place, const struct struct_field *field,
                       const unsigned char *bytes, size_t end, uint64_t size)
{
	size_t behind = (size_t)field->offset + field->width;

	if (behind <= end) {
		notes->how[place] = NOTED_VALUE;
		notes->value[place] = number_at(bytes, field->offset, field->width);
	} else if (behind > size) {
		notes->how[place] = NOTED_ZERO;
	}
}

size_t deep_wanted(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS])
{
	if (row->out || row->where == SIZE_NOWHERE)
		return 0;
	if (row->where == SIZE_FIXED)
		return row->known;
	return row->where == SIZE_ARGUMENT && args[row->at] < DEEP_MOST ? (size_t)args[row->at] : DEEP_MOST;
}

struct deep_noted deep_of_bytes(const struct struct_row *row, const uint64_t args[SYSCALL_ARGS],
                               const unsigned char *bytes, size_t got)
{
	struct deep_noted notes = {0};

	if (row->where == SIZE_INSIDE && got < row->at + sizeof(uint32_t)) {
		notes.refused = EFAULT;
		return notes;
	}
	uint64_t said = size_said(row, args, bytes), size = size_meant(row, said);
	size_t end = row->out ? 0 : size < got ? (size_t)size : got;

	if (deep_role((int)row->call, DEEP_SIZE) != ROLE__) {
		notes.how[DEEP_SIZE] = NOTED_VALUE;
		notes.value[DEEP_SIZE] = said;
	}
	for (unsigned i = 0; i < STRUCT_FIELDS; i++)
		if (is_meant(&row->field[i], args))
			take_field(&notes, i, &row->field[i], bytes, end, size);
	notes.tail = any_bit(bytes, row->known, end);
	notes.refused = refusal(row, size, got, notes.tail);
	return notes;
}

static bool condition_admits(const struct condition *condition, int id, const struct deep_noted *notes)
{
	int place = deep_place(id, condition->role);

	if (place < 0)
		return false;
	return notes->how[place] == NOTED_NOTHING ||
	       values_admit(&condition->values, deep_mask(id, (unsigned)place), notes->value[place]);
}

static bool row_holds(const struct row *row, int id, const struct deep_noted *notes)
{
	for (size_t i = 0; i < row->count; i++)
		if (!condition_admits(&row->condition[i], id, notes))
			return false;
	return true;
}

bool deep_admits(const struct rule *rule, const struct deep_noted *notes)
{
	for (size_t i = 0; !notes->refused && i < rule->deep_count; i++)
		if (row_holds(&rule->deep[i], (int)rule->id, notes))
			return true;
	return !rule->deep_count;
}
