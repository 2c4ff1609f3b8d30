/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A set is one cube per value, a range one per aligned power-of-two block, and
 * a negation, which has neither form, one per bit that may be the first to
 * differ.
 */
#include "emit/terms/cubes.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS_MOST = 64 * CUBES_MOST };

void cubes_free(struct cubes *cubes)
{
	free(cubes->at);
	*cubes = (struct cubes){ 0 };
}

bool cube_meet(const struct cube *a, const struct cube *b, struct cube *both)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		if ((a->value[i] ^ b->value[i]) & a->mask[i] & b->mask[i])
			return false;
		both->mask[i] = a->mask[i] | b->mask[i];
		both->value[i] = a->value[i] | b->value[i];
	}
	return true;
}

static bool holds(const struct cube *large, const struct cube *small)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (large->mask[i] & ~small->mask[i] || (small->value[i] & large->mask[i]) != large->value[i])
			return false;
	return true;
}

static void append(struct cubes *cubes, const struct cube *cube)
{
	if (cubes->count == CUBES_MOST) {
		cubes->full = true;
		return;
	}
	cubes->at = mem_grow(cubes->at, cubes->count, &cubes->room, sizeof(*cube));
	cubes->at[cubes->count++] = *cube;
}

void cubes_add(struct cubes *cubes, const struct cube *cube)
{
	for (size_t i = 0; i < cubes->count; i++)
		if (holds(&cubes->at[i], cube))
			return;
	append(cubes, cube);
}

void cubes_join(struct cubes *into, const struct cubes *more)
{
	into->full |= more->full;
	for (size_t i = 0; i < more->count && !into->full; i++)
		cubes_add(into, &more->at[i]);
}

static void replace(struct cubes *cubes, const struct cubes *by)
{
	cubes_free(cubes);
	*cubes = *by;
}

void cubes_meet(struct cubes *into, const struct cubes *other)
{
	struct cubes all = { .full = into->full || other->full || into->count * other->count > PAIRS_MOST };
	struct cube both;

	for (size_t n = 0; n < other->count && !all.full; n++)
		for (size_t i = 0; i < into->count && !all.full; i++)
			if (cube_meet(&into->at[i], &other->at[n], &both))
				cubes_add(&all, &both);
	replace(into, &all);
}

/* Bit by bit from the highest: a cube with all earlier bits of `what`, and not this one. */
static void add_rest(struct cubes *cubes, struct cube from, const struct cube *what)
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++) {
		for (uint64_t bit = UINT64_C(1) << 63; bit; bit >>= 1) {
			if (!(what->mask[i] & ~from.mask[i] & bit))
				continue;
			struct cube part = from;
			part.mask[i] |= bit;
			part.value[i] |= ~what->value[i] & bit;
			append(cubes, &part);
			from.mask[i] |= bit;
			from.value[i] |= what->value[i] & bit;
		}
	}
}

bool cubes_meet_one(const struct cubes *cubes, const struct cube *cube)
{
	struct cube both;

	for (size_t i = 0; i < cubes->count; i++)
		if (cube_meet(&cubes->at[i], cube, &both))
			return true;
	return false;
}

static void subtract_one(struct cubes *from, const struct cube *what)
{
	struct cubes all = { .full = from->full };
	struct cube both;

	for (size_t i = 0; i < from->count && !all.full; i++) {
		if (cube_meet(&from->at[i], what, &both))
			add_rest(&all, from->at[i], what);
		else
			append(&all, &from->at[i]);
	}
	replace(from, &all);
}

void cubes_subtract(struct cubes *from, const struct cubes *what)
{
	from->full |= what->full;
	for (size_t i = 0; i < what->count && !from->full; i++)
		if (cubes_meet_one(from, &what->at[i]))
			subtract_one(from, &what->at[i]);
}

/* --- values admitted by a condition --- */

struct operand {
	struct cubes *cubes;
	unsigned arg;
	uint64_t mask;
};

static void add(const struct operand *o, uint64_t mask, uint64_t value)
{
	struct cube cube = { 0 };

	cube.mask[o->arg] = mask;
	cube.value[o->arg] = value;
	if (!(value & ~mask))
		cubes_add(o->cubes, &cube);
}

/* One of these bits differs from `value`. */
static void add_any_bit(const struct operand *o, uint64_t bits, uint64_t value)
{
	for (uint64_t bit = 1; bit; bit <<= 1)
		if (bits & bit)
			add(o, bit, ~value & bit);
}

uint64_t cubes_block(uint64_t first, uint64_t last)
{
	uint64_t free_bits = 0;
	while (free_bits != UINT64_MAX && !(first & (free_bits << 1 | 1)) && (first | free_bits << 1 | 1) <= last)
		free_bits = free_bits << 1 | 1;
	return free_bits;
}

/* A block that begins with a bit outside the mask is empty: add() drops it. */
static void add_range(const struct operand *o, uint64_t first, uint64_t last)
{
	while (first <= last) {
		uint64_t free_bits = cubes_block(first, last);
		add(o, o->mask & ~free_bits, first);
		if ((first | free_bits) >= o->mask)
			break;
		first = (first | free_bits) + 1;
	}
}

static void add_set(const struct operand *o, const struct values *values)
{
	for (unsigned i = 0; i < values->count; i++)
		add(o, o->mask, values->v[i]);
}

/* The gaps between the values, which are in ascending order. */
static void add_outside(const struct operand *o, const struct values *values)
{
	uint64_t first = 0;

	for (unsigned i = 0; i < values->count; i++) {
		if (values->v[i] > first)
			add_range(o, first, values->v[i] - 1);
		if (values->v[i] == UINT64_MAX)
			return;
		first = values->v[i] + 1;
	}
	add_range(o, first, o->mask);
}

static void add_beside(const struct operand *o, uint64_t from, uint64_t to)
{
	if (from > to) {
		add(o, 0, 0);
		return;
	}
	if (from)
		add_range(o, 0, from - 1);
	if (to < o->mask)
		add_range(o, to + 1, o->mask);
}

/* The masked bits differ from these; an impossible value never matches. */
static void add_other(const struct operand *o, uint64_t mask, uint64_t value)
{
	if (value & ~mask)
		add(o, 0, 0);
	else
		add_any_bit(o, mask, value);
}

static void add_kind(const struct operand *o, const struct values *values)
{
	const uint64_t *v = values->v;

	switch (values->kind) {
	case VALUES_SET:
		add_set(o, values);
		break;
	case VALUES_BITS:
		add(o, o->mask & ~v[0], 0);
		break;
	case VALUES_RANGE:
		add_range(o, v[0], v[1]);
		break;
	case VALUES_ANY:
		add(o, 0, 0);
		break;
	case VALUES_HAS_ALL:
		add(o, v[0] & o->mask, v[0]);
		break;
	case VALUES_HAS_ANY:
		add_any_bit(o, v[0] & o->mask, 0);
		break;
	case VALUES_MASKED:
		add(o, v[0] & o->mask, v[1]);
		break;
	}
}

static void add_negated(const struct operand *o, const struct values *values)
{
	const uint64_t *v = values->v;

	switch (values->kind) {
	case VALUES_NONE:
		add(o, 0, 0);
		break;
	case VALUES_SET:
		add_outside(o, values);
		break;
	case VALUES_BITS:
		add_any_bit(o, o->mask & ~v[0], 0);
		break;
	case VALUES_RANGE:
		add_beside(o, v[0], v[1]);
		break;
	case VALUES_HAS_ALL:
		add_other(o, v[0] & o->mask, v[0]);
		break;
	case VALUES_HAS_ANY:
		add(o, v[0] & o->mask, 0);
		break;
	case VALUES_MASKED:
		add_other(o, v[0] & o->mask, v[1]);
		break;
	}
}

void cubes_of_values(struct cubes *cubes, unsigned arg, uint64_t mask, const struct values *values)
{
	const struct operand o = { cubes, arg, mask };

	if (values->negated)
		add_negated(&o, values);
	else
		add_kind(&o, values);
}
