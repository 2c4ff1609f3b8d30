/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy has few forms for values, and each has a look of its own as a
 * diagram: bits that have one value each are a single way down; sets and ranges
 * are the intervals that a walk from the lowest value to the highest finds. A
 * condition has one of these forms, or the opposite of one. Else it is an AND:
 * the bits that are fixed, the range that all of its values are in, and what
 * has to be taken out of that; or the opposite of such an AND, which is an OR.
 * Whatever is left is cut into intervals, or into cubes of bits, whichever are
 * fewer.
 */
#include "emit/shape.h"

#include <stdlib.h>
#include <string.h>

#include "emit/meaning.h"
#include "emit/word.h"

struct job {
	struct space *space;
	struct arena *arena;
	const struct shaped *shaped;
	unsigned first;                       /* the number of the argument's highest bit */
};

static uint64_t bit_of(const struct job *j, unsigned asked)
{
	return UINT64_C(1) << (63 - (asked - j->first));
}

/* --- bits that have one value each --- */

static bool is_single_way(const struct job *j, diagram condition, uint64_t *bits, uint64_t *value)
{
	*bits = *value = 0;
	while (condition != DIAGRAM_YES) {
		if (condition == DIAGRAM_NO)
			return false;
		bool set = diagram_follow(j->space, condition, false) == DIAGRAM_NO;
		uint64_t bit = bit_of(j, diagram_top(j->space, condition));
		if (!set && diagram_follow(j->space, condition, true) != DIAGRAM_NO)
			return false;
		*bits |= bit;
		*value |= set ? bit : 0;
		condition = diagram_follow(j->space, condition, set);
	}
	return true;
}

static struct values one_value(uint64_t value)
{
	return (struct values){ .kind = VALUES_SET, .count = 1, .v = { value } };
}

/* These bits have this value, others are free. */
static struct values fixed_bits(const struct job *j, uint64_t bits, uint64_t value)
{
	if (bits == j->shaped->mask && !(j->shaped->flags && !value))
		return one_value(value);
	if (!value)
		return (struct values){ .kind = VALUES_BITS, .v = { j->shaped->mask & ~bits } };
	if (value == bits)
		return (struct values){ .kind = VALUES_HAS_ALL, .v = { bits } };
	return (struct values){ .kind = VALUES_MASKED, .v = { bits, value } };
}

/* Not all of these bits have this value. */
static struct values not_fixed_bits(const struct job *j, uint64_t bits, uint64_t value)
{
	struct values out = fixed_bits(j, bits, value);

	if (!value && bits != j->shaped->mask)
		return (struct values){ .kind = VALUES_HAS_ANY, .v = { bits } };
	if (!value)
		out = one_value(0);
	out.negated = true;
	return out;
}

/* --- intervals --- */

enum { INTERVALS_MOST = 4 * SHAPES_MOST, SINGLE_MOST = 4 };

struct intervals {
	struct { uint64_t from, to; } *at;
	size_t count, room, most;
	bool many;                            /* more than the most: given up */
};

/* The value behind this one, where only the bits of the mask are counted. */
static uint64_t behind(uint64_t value, uint64_t mask)
{
	return ((value | ~mask) + 1) & mask;
}

static void add_interval(struct intervals *in, uint64_t mask, uint64_t from, uint64_t to)
{
	if (in->count && behind(in->at[in->count - 1].to, mask) == from) {
		in->at[in->count - 1].to = to;
		return;
	}
	in->many |= in->count == in->most;
	if (in->many)
		return;
	in->at = mem_grow(in->at, in->count, &in->room, sizeof(*in->at));
	in->at[in->count].from = from;
	in->at[in->count++].to = to;
}

/* All values that begin with the bits of `value` above `left` more. */
static void find_intervals(const struct job *j, struct intervals *in, diagram condition, uint64_t value, unsigned left)
{
	uint64_t mask = j->shaped->mask, rest = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;

	if (condition == DIAGRAM_NO || in->many)
		return;
	if (condition == DIAGRAM_YES) {
		add_interval(in, mask, value, value | (rest & mask));
		return;
	}
	uint64_t bit = UINT64_C(1) << (left - 1);
	bool asked = diagram_top(j->space, condition) == j->first + 64 - left;
	for (int set = 0; set < 1 + !!(mask & bit); set++)
		find_intervals(j, in, asked ? diagram_follow(j->space, condition, set) : condition, value | (set ? bit : 0), left - 1);
}

/* How many values an interval has, up to VALUES_MAX + 1. */
static unsigned interval_size(uint64_t mask, uint64_t from, uint64_t to)
{
	unsigned size = 1;

	for (; from != to && size <= VALUES_MAX; size++)
		from = behind(from, mask);
	return size;
}

static bool insert_interval(struct values *set, uint64_t mask, uint64_t from, uint64_t to)
{
	for (unsigned n = interval_size(mask, from, to); n > 0; n--, from = behind(from, mask))
		if (!values_insert(set, from))
			return false;
	return true;
}

static bool is_small_set(const struct job *j, const struct intervals *in, struct values *out)
{
	*out = (struct values){ .kind = VALUES_SET };
	for (size_t i = 0; i < in->count; i++)
		if (!insert_interval(out, j->shaped->mask, in->at[i].from, in->at[i].to))
			return false;
	return in->count;
}

static bool is_one_range(const struct job *j, const struct intervals *in, struct values *out)
{
	if (in->count != 1 || interval_size(j->shaped->mask, in->at[0].from, in->at[0].to) <= SINGLE_MOST)
		return false;
	*out = (struct values){ .kind = VALUES_RANGE, .v = { in->at[0].from, in->at[0].to } };
	return true;
}

static void intervals_free(struct intervals *in)
{
	free(in->at);
}
#define AUTO_INTERVALS __attribute__((cleanup(intervals_free)))

static bool is_numbers(const struct job *j, diagram condition, struct values *out)
{
	AUTO_INTERVALS struct intervals in = { .most = VALUES_MAX };

	find_intervals(j, &in, condition, 0, 64);
	return !in.many && (is_one_range(j, &in, out) || is_small_set(j, &in, out));
}

/* --- one form --- */

static bool is_bits(const struct job *j, diagram condition, struct values *out)
{
	uint64_t bits, value;

	if (!is_single_way(j, condition, &bits, &value))
		return false;
	*out = fixed_bits(j, bits, value);
	return true;
}

static bool is_not_bits(const struct job *j, diagram opposite, struct values *out)
{
	uint64_t bits, value;

	if (!is_single_way(j, opposite, &bits, &value))
		return false;
	*out = not_fixed_bits(j, bits, value);
	return true;
}

static bool is_not_numbers(const struct job *j, diagram opposite, struct values *out)
{
	out->negated = false;
	if (!is_numbers(j, opposite, out))
		return false;
	out->negated = true;
	return true;
}

static bool has_one_form(const struct job *j, diagram condition, struct values *out)
{
	diagram opposite = diagram_not(j->space, condition);

	if (j->shaped->flags)
		return is_bits(j, condition, out) || is_not_bits(j, opposite, out) || is_numbers(j, condition, out) ||
		       is_not_numbers(j, opposite, out);
	return is_numbers(j, condition, out) || is_not_numbers(j, opposite, out) || is_bits(j, condition, out) ||
	       is_not_bits(j, opposite, out);
}

/* --- an AND of forms --- */

uint64_t shape_support(struct space *space, diagram condition, unsigned arg)
{
	uint32_t asked[DIAGRAM_BITS / 32] = { 0 };

	diagram_support(space, condition, asked);
	return (uint64_t)asked[DATA_ARG_HIGH + 2 * arg] << 32 | asked[DATA_ARG_LOW + 2 * arg];
}

/* Which bits are clear, and which are set, in some value for which a condition holds. */
struct possible {
	uint64_t clear, set;
	bool met;
};

/* `memo` is of each node, for its own bit and those behind it. */
static struct possible find_possible(const struct job *j, diagram condition, struct possible *memo)
{
	struct possible out = { .met = true };

	if (diagram_is_constant(j->space, condition) || memo[condition].met)
		return diagram_is_constant(j->space, condition) ? out : memo[condition];
	uint64_t bit = bit_of(j, diagram_top(j->space, condition));
	for (int set = 0; set < 2; set++) {
		diagram next = diagram_follow(j->space, condition, set);
		if (next == DIAGRAM_NO)
			continue;
		uint64_t next_bit = next == DIAGRAM_YES ? 0 : bit_of(j, diagram_top(j->space, next));
		uint64_t skipped = (bit - 1) & ~(next_bit ? (next_bit << 1) - 1 : 0);
		struct possible behind_it = find_possible(j, next, memo);
		out.clear |= behind_it.clear | skipped | (set ? 0 : bit);
		out.set |= behind_it.set | skipped | (set ? bit : 0);
	}
	return memo[condition] = out;
}

/* The bits that have one value wherever the condition, which is not constant, holds. */
static void find_fixed(const struct job *j, diagram condition, uint64_t *bits, uint64_t *value)
{
	AUTO_FREE struct possible *memo = mem_alloc(space_size(j->space) * sizeof(*memo));
	struct possible possible = find_possible(j, condition, memo);
	uint64_t top = bit_of(j, diagram_top(j->space, condition)), from_top = (top << 1) - 1;

	*bits = from_top & (possible.clear ^ possible.set);
	*value = *bits & possible.set;
}

enum { ROUNDS_MOST = 24 };                    /* that something is taken out: a longer AND is not worth its search */

struct terms {
	struct values at[SHAPE_TERMS];
	unsigned count;
	diagram cover;                        /* where all of them hold; the condition lies within */
};

static diagram term_diagram(const struct job *j, const struct values *term)
{
	diagram holds = values_diagram(j->space, term, j->shaped->arg, j->shaped->mask);

	return term->negated ? diagram_not(j->space, holds) : holds;
}

/* Single values that are taken out one by one are one set. */
static bool joins_a_set(struct terms *t, const struct values *term)
{
	for (unsigned i = 0; i < t->count && term->negated && term->kind == VALUES_SET && term->count == 1; i++)
		if (t->at[i].negated && t->at[i].kind == VALUES_SET && values_insert(&t->at[i], term->v[0]))
			return true;
	return false;
}

/* Adds a term that the condition implies, unless it says nothing new. False where it is not implied, or there is no room. */
static bool add_term(const struct job *j, struct terms *t, diagram condition, struct values term)
{
	diagram holds = term_diagram(j, &term), cover = diagram_and(j->space, t->cover, holds);

	if (diagram_and(j->space, condition, diagram_not(j->space, holds)) != DIAGRAM_NO)
		return false;
	if (cover == t->cover)
		return true;
	if (!joins_a_set(t, &term)) {
		if (t->count == SHAPE_TERMS)
			return false;
		t->at[t->count++] = term;
	}
	t->cover = cover;
	return true;
}

/* The lowest or the highest value for which a condition, that is not NO, holds. */
static uint64_t extreme(const struct job *j, diagram condition, bool highest)
{
	uint64_t value = highest ? j->shaped->mask : 0;

	while (condition != DIAGRAM_YES) {
		uint64_t bit = bit_of(j, diagram_top(j->space, condition));
		bool set = diagram_follow(j->space, condition, highest) == DIAGRAM_NO ? !highest : highest;
		value = set ? value | bit : value & ~bit;
		condition = diagram_follow(j->space, condition, set);
	}
	return value;
}

static struct values hull(const struct job *j, diagram condition)
{
	return (struct values){ .kind = VALUES_RANGE, .v = { extreme(j, condition, false), extreme(j, condition, true) } };
}

static struct values negated(struct values values)
{
	values.negated = !values.negated;
	return values;
}

static diagram excluded(const struct job *j, const struct terms *t, diagram condition)
{
	return diagram_and(j->space, t->cover, diagram_not(j->space, condition));
}

/* Takes out what has one form, the bits that it has fixed, or the range that it lies in. */
static bool take_out_whole(const struct job *j, struct terms *t, diagram condition)
{
	diagram out = excluded(j, t, condition);
	uint64_t bits, value;
	struct values form = { 0 };

	find_fixed(j, out, &bits, &value);
	return (has_one_form(j, out, &form) && add_term(j, t, condition, negated(form))) ||
	       (bits && add_term(j, t, condition, not_fixed_bits(j, bits, value))) ||
	       add_term(j, t, condition, negated(hull(j, out)));
}

/* Takes out the first stretch without a value of the condition: from the lowest excluded value to the last one
 * before the condition's next. */
static bool take_out_stretch(const struct job *j, struct terms *t, diagram condition)
{
	diagram out = excluded(j, t, condition);
	uint64_t from = extreme(j, out, false);
	struct values above = { .kind = VALUES_RANGE, .v = { from, j->shaped->mask } };
	diagram next = diagram_and(j->space, condition, term_diagram(j, &above));
	struct values until = { .kind = VALUES_RANGE, .v = { from, j->shaped->mask } };

	if (next != DIAGRAM_NO)
		until.v[1] = extreme(j, next, false) - 1;
	diagram stretch = diagram_and(j->space, out, term_diagram(j, &until));
	struct values form = { .kind = VALUES_RANGE, .v = { from, extreme(j, stretch, true) } };
	if (form.v[0] == form.v[1])
		form = one_value(from);
	return add_term(j, t, condition, negated(form));
}

/* Terms whose AND is the condition; false where there is no room for them. */
static bool find_terms(const struct job *j, diagram condition, struct terms *t)
{
	uint64_t bits, value;

	*t = (struct terms){ .cover = DIAGRAM_YES };
	find_fixed(j, condition, &bits, &value);
	if (bits)
		add_term(j, t, condition, fixed_bits(j, bits, value));
	if (t->cover != condition)
		add_term(j, t, condition, hull(j, condition));
	for (unsigned round = 0; round < ROUNDS_MOST && t->cover != condition; round++)
		if (!take_out_whole(j, t, condition) && !take_out_stretch(j, t, condition))
			return false;
	return t->cover == condition && !space_is_full(j->space);
}

static struct shape new_shape(const struct job *j, const struct values *term, unsigned count)
{
	struct shape shape = { arena_alloc(j->arena, count * sizeof(*term)), count };

	if (count)
		memcpy(shape.term, term, count * sizeof(*term));
	return shape;
}

/* --- many --- */

/* Sets of single values and ranges. */
static int cut_intervals(const struct job *j, const struct intervals *in, struct shape *out)
{
	struct values *set = NULL;
	int count = 0;

	for (size_t i = 0; i < in->count; i++) {
		uint64_t from = in->at[i].from, to = in->at[i].to;
		bool single = interval_size(j->shaped->mask, from, to) <= SINGLE_MOST;
		struct values values = { .kind = single ? VALUES_SET : VALUES_RANGE, .v = { from, to } };
		if (single && set && insert_interval(set, j->shaped->mask, from, to))
			continue;
		if (count == SHAPES_MOST)
			return -1;
		out[count] = new_shape(j, &values, 1);
		if (single) {
			set = out[count].term;
			*set = (struct values){ .kind = VALUES_SET };
			insert_interval(set, j->shaped->mask, from, to);
		}
		count++;
	}
	return count;
}

/* An OR of ANDs of bits with one value each, none of which can be left out (Minato and Morreale). */
struct cubes {
	struct { uint64_t bits, value; } at[SHAPES_MOST];
	int count;                            /* -1: too many */
	unsigned steps;
};

enum { CUBE_STEPS_MOST = 100000 };

static diagram half_of(const struct job *j, diagram f, unsigned bit, bool set)
{
	return !diagram_is_constant(j->space, f) && diagram_top(j->space, f) == bit ? diagram_follow(j->space, f, set) : f;
}

static diagram find_cubes(const struct job *j, struct cubes *cubes, diagram must, diagram may);

/* Cubes for the half where a bit has one value, as far as the other half cannot have them too. */
static diagram cubes_of_half(const struct job *j, struct cubes *cubes, diagram must, diagram may, unsigned bit, bool set)
{
	int first = cubes->count;
	diagram here = half_of(j, may, bit, set), there = half_of(j, may, bit, !set);
	diagram only = diagram_and(j->space, half_of(j, must, bit, set), diagram_not(j->space, there));
	diagram found = find_cubes(j, cubes, only, here);

	for (int i = first; i < cubes->count; i++) {
		cubes->at[i].bits |= bit_of(j, bit);
		cubes->at[i].value |= set ? bit_of(j, bit) : 0;
	}
	return found;
}

/* Adds cubes that cover all of `must`, and nothing outside of `may`; returns what they cover. */
static diagram find_cubes(const struct job *j, struct cubes *cubes, diagram must, diagram may)
{
	struct space *space = j->space;

	if (must == DIAGRAM_NO || cubes->count < 0)
		return DIAGRAM_NO;
	if (cubes->count == SHAPES_MOST || ++cubes->steps > CUBE_STEPS_MOST || space_is_full(space)) {
		cubes->count = -1;
		return DIAGRAM_NO;
	}
	if (may == DIAGRAM_YES) {
		cubes->at[cubes->count].bits = cubes->at[cubes->count].value = 0;
		cubes->count++;
		return DIAGRAM_YES;
	}
	unsigned bit = diagram_top(space, may);
	if (!diagram_is_constant(space, must) && diagram_top(space, must) < bit)
		bit = diagram_top(space, must);
	diagram half[2], left = DIAGRAM_NO;
	for (int set = 0; set < 2; set++) {
		half[set] = cubes_of_half(j, cubes, must, may, bit, set);
		left = diagram_or(space, left, diagram_and(space, half_of(j, must, bit, set), diagram_not(space, half[set])));
	}
	diagram both = find_cubes(j, cubes, left, diagram_and(space, half_of(j, may, bit, false), half_of(j, may, bit, true)));
	return diagram_or(space, both, diagram_choose(space, diagram_bit(space, bit), half[true], half[false]));
}

static int cut_cubes(const struct job *j, diagram condition, struct shape *out)
{
	AUTO_FREE struct cubes *cubes = mem_alloc(sizeof(*cubes));
	struct values *set = NULL;
	int count = 0;

	find_cubes(j, cubes, condition, condition);
	for (int i = 0; i < cubes->count; i++) {
		struct values cube = fixed_bits(j, cubes->at[i].bits, cubes->at[i].value);
		bool single = cube.kind == VALUES_SET;
		if (single && set && values_insert(set, cube.v[0]))
			continue;
		out[count] = new_shape(j, &cube, 1);
		if (single)
			set = out[count].term;
		count++;
	}
	return cubes->count < 0 ? -1 : count;
}

static int cut(const struct job *j, diagram condition, struct shape out[SHAPES_MOST])
{
	AUTO_INTERVALS struct intervals in = { .most = INTERVALS_MOST };
	AUTO_FREE struct shape *by_bits = mem_alloc(SHAPES_MOST * sizeof(*by_bits));
	int bit_count = cut_cubes(j, condition, by_bits), count;

	find_intervals(j, &in, condition, 0, 64);
	count = in.many ? -1 : cut_intervals(j, &in, out);
	if (bit_count < 0 || (count >= 0 && count <= bit_count))
		return count;
	for (int i = 0; i < bit_count; i++)
		out[i] = by_bits[i];
	return bit_count;
}

int shape_of(struct space *space, struct arena *arena, diagram condition, const struct shaped *shaped,
             struct shape out[SHAPES_MOST])
{
	struct job j = { space, arena, shaped, 32 * (DATA_ARG_HIGH + 2 * shaped->arg) };
	struct values form = { 0 };
	struct terms terms;

	if (condition == DIAGRAM_YES || has_one_form(&j, condition, &form)) {
		out[0] = new_shape(&j, &form, condition != DIAGRAM_YES);
		return 1;
	}
	if (find_terms(&j, condition, &terms)) {
		out[0] = new_shape(&j, terms.at, terms.count);
		return 1;
	}
	if (!find_terms(&j, diagram_not(space, condition), &terms))
		return cut(&j, condition, out);
	for (unsigned i = 0; i < terms.count; i++) {
		form = negated(terms.at[i]);
		out[i] = new_shape(&j, &form, 1);
	}
	return (int)terms.count;
}
