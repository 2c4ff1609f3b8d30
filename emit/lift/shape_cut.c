/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Splits what is not an AND into an OR: of the intervals of its values, or of
 * cubes, ANDs of bits with one value each.
 */
#include "emit/lift/shape_parts.h"

#include "core/base/mem.h"

enum { INTERVALS_MOST = 4 * SHAPES_MOST };

/* Sets of single values and ranges. */
static int cut_intervals(const struct job *j, const struct intervals *in, struct shape *out)
{
	struct values *set = NULL;
	int count = 0;

	for (size_t i = 0; i < in->count; i++) {
		uint64_t from = in->at[i].from, to = in->at[i].to;
		bool single = interval_is_few(j, from, to);
		struct values values = { .kind = single ? VALUES_SET : VALUES_RANGE, .v = { from, to } };
		if (single && set && interval_insert(j, set, from, to))
			continue;
		if (count == SHAPES_MOST)
			return -1;
		out[count] = job_shape(j, &values, 1);
		if (single) {
			set = &out[count].term->values;
			*set = (struct values){ .kind = VALUES_SET };
			interval_insert(j, set, from, to);
		}
		count++;
	}
	return count;
}

/* An irredundant OR of ANDs of bits with one value each (Minato and Morreale). */
struct bit_cubes {
	struct { uint64_t bits, value; } at[SHAPES_MOST];
	int count;                            /* -1: too many */
	unsigned steps;
};

enum { CUBE_STEPS_MOST = 100000 };

static bdd half_of(const struct job *j, bdd f, unsigned bit, bool set)
{
	return !bdd_is_constant(j->manager, f) && bdd_top(j->manager, f) == bit ? bdd_follow(j->manager, f, set) : f;
}

static bdd find_cubes(const struct job *j, struct bit_cubes *cubes, bdd must, bdd may);

/* Cubes for the half with one value of a bit, where the other half cannot share them. */
static bdd cubes_of_half(const struct job *j, struct bit_cubes *cubes, bdd must, bdd may, unsigned bit, bool set)
{
	int first = cubes->count;
	bdd here = half_of(j, may, bit, set), there = half_of(j, may, bit, !set);
	bdd only = bdd_and(j->manager, half_of(j, must, bit, set), bdd_not(j->manager, there));
	bdd found = find_cubes(j, cubes, only, here);

	for (int i = first; i < cubes->count; i++) {
		cubes->at[i].bits |= job_bit(j, bit);
		cubes->at[i].value |= set ? job_bit(j, bit) : 0;
	}
	return found;
}

/* Adds cubes that cover all of `must` and stay within `may`; returns what they cover. */
static bdd find_cubes(const struct job *j, struct bit_cubes *cubes, bdd must, bdd may)
{
	struct manager *manager = j->manager;

	if (must == BDD_NO || cubes->count < 0)
		return BDD_NO;
	if (cubes->count == SHAPES_MOST || ++cubes->steps > CUBE_STEPS_MOST || manager_is_full(manager)) {
		cubes->count = -1;
		return BDD_NO;
	}
	if (may == BDD_YES) {
		cubes->at[cubes->count].bits = cubes->at[cubes->count].value = 0;
		cubes->count++;
		return BDD_YES;
	}
	unsigned bit = bdd_top(manager, may);
	if (!bdd_is_constant(manager, must) && bdd_top(manager, must) < bit)
		bit = bdd_top(manager, must);
	bdd half[2], left = BDD_NO;
	for (int set = 0; set < 2; set++) {
		half[set] = cubes_of_half(j, cubes, must, may, bit, set);
		left = bdd_or(manager, left, bdd_and(manager, half_of(j, must, bit, set), bdd_not(manager, half[set])));
	}
	bdd both = find_cubes(j, cubes, left, bdd_and(manager, half_of(j, may, bit, false), half_of(j, may, bit, true)));
	return bdd_or(manager, both, bdd_choose(manager, bdd_bit(manager, bit), half[true], half[false]));
}

int cut_cubes(const struct job *j, bdd must, bdd may, struct shape *out)
{
	AUTO_FREE struct bit_cubes *cubes = mem_alloc(sizeof(*cubes));
	struct values *set = NULL;
	int count = 0;

	find_cubes(j, cubes, must, may);
	for (int i = 0; i < cubes->count; i++) {
		struct values cube = forms_bits(j, cubes->at[i].bits, cubes->at[i].value);
		bool single = cube.kind == VALUES_SET;
		if (single && set && values_insert(set, cube.v[0]))
			continue;
		out[count] = job_shape(j, &cube, 1);
		if (single)
			set = &out[count].term->values;
		count++;
	}
	return cubes->count < 0 ? -1 : count;
}

int cut_shapes(const struct job *j, bdd condition, struct shape out[SHAPES_MOST])
{
	AUTO_INTERVALS struct intervals in = { .most = INTERVALS_MOST };
	AUTO_FREE struct shape *by_bits = mem_alloc(SHAPES_MOST * sizeof(*by_bits));
	int bit_count = cut_cubes(j, condition, condition, by_bits), count;

	intervals_find(j, &in, condition);
	count = in.many ? -1 : cut_intervals(j, &in, out);
	if (bit_count < 0 || (count >= 0 && count <= bit_count))
		return count;
	for (int i = 0; i < bit_count; i++)
		out[i] = by_bits[i];
	return bit_count;
}

