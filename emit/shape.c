/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy has few forms for values, and each has a look of its own as a
 * diagram: bits that have one value each are a single way down; sets and ranges
 * are the intervals that a walk from the lowest value to the highest finds. A
 * condition has one of these forms, or the opposite of one, or it is an AND of
 * bits that must have one value and a rest that has a form. Whatever is left is
 * cut into intervals, or into the ways down, whichever are fewer.
 */
#include "emit/shape.h"

#include <stdlib.h>

#include "core/mem.h"
#include "emit/word.h"

struct job {
	struct space *space;
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

enum { INTERVALS_MOST = SHAPES_MOST * VALUES_MAX, SINGLE_MOST = 4 };

struct intervals {
	struct { uint64_t from, to; } *at;
	size_t count, room;
	bool many;                            /* more than INTERVALS_MOST: given up */
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
	in->many |= in->count == INTERVALS_MOST;
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
	AUTO_INTERVALS struct intervals in = { .at = NULL };

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

/* --- two terms --- */

uint64_t shape_support(struct space *space, diagram condition, unsigned arg)
{
	uint32_t asked[DIAGRAM_BITS / 32] = { 0 };

	diagram_support(space, condition, asked);
	return (uint64_t)asked[DATA_ARG_HIGH + 2 * arg] << 32 | asked[DATA_ARG_LOW + 2 * arg];
}

static diagram bit_diagram(const struct job *j, uint64_t bit)
{
	return diagram_bit(j->space, j->first + (unsigned)__builtin_clzll(bit));
}

/* The bits that have one value wherever the condition holds. */
static void find_fixed(const struct job *j, diagram condition, uint64_t *bits, uint64_t *value)
{
	uint64_t left = shape_support(j->space, condition, j->shaped->arg);

	*bits = *value = 0;
	for (; left; left &= left - 1) {
		uint64_t bit = left & -left;
		diagram set = bit_diagram(j, bit);
		bool always = diagram_and(j->space, condition, diagram_not(j->space, set)) == DIAGRAM_NO;
		bool never = !always && diagram_and(j->space, condition, set) == DIAGRAM_NO;
		*bits |= always || never ? bit : 0;
		*value |= always ? bit : 0;
	}
}

/* What a condition asks for besides bits that are fixed. */
static diagram without(const struct job *j, diagram condition, uint64_t bits)
{
	uint32_t words[DIAGRAM_BITS / 32] = { 0 };

	words[DATA_ARG_HIGH + 2 * j->shaped->arg] = (uint32_t)(bits >> 32);
	words[DATA_ARG_LOW + 2 * j->shaped->arg] = (uint32_t)bits;
	return diagram_quantify(j->space, condition, words, FOR_ANY);
}

/* Fixed bits AND a rest of one form. */
static bool is_and(const struct job *j, diagram condition, struct shape *out)
{
	uint64_t bits, value;

	find_fixed(j, condition, &bits, &value);
	if (!bits || !has_one_form(j, without(j, condition, bits), &out->term[1]))
		return false;
	out->term[0] = fixed_bits(j, bits, value);
	out->count = 2;
	return true;
}

/* The opposite of that: bits that are not all so OR the opposite of a form. */
static bool is_or(const struct job *j, diagram opposite, struct shape out[2])
{
	uint64_t bits, value;
	struct values rest;

	find_fixed(j, opposite, &bits, &value);
	if (!bits || !has_one_form(j, without(j, opposite, bits), &rest))
		return false;
	out[0] = (struct shape){ .term = { not_fixed_bits(j, bits, value) }, .count = 1 };
	rest.negated = !rest.negated;
	out[1] = (struct shape){ .term = { rest }, .count = 1 };
	return true;
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
		if (single && set && insert_interval(set, j->shaped->mask, from, to))
			continue;
		if (count == SHAPES_MOST)
			return -1;
		out[count] = (struct shape){ .term = { { .kind = VALUES_RANGE, .v = { from, to } } }, .count = 1 };
		if (single) {
			set = &out[count].term[0];
			*set = (struct values){ .kind = VALUES_SET };
			insert_interval(set, j->shaped->mask, from, to);
		}
		count++;
	}
	return count;
}

/* Each way down is bits that have one value each. */
static int cut_ways(const struct job *j, diagram condition, uint64_t bits, uint64_t value, struct shape *out, int count)
{
	if (condition == DIAGRAM_NO || count < 0)
		return count;
	if (condition == DIAGRAM_YES) {
		if (count == SHAPES_MOST)
			return -1;
		out[count] = (struct shape){ .term = { fixed_bits(j, bits, value) }, .count = 1 };
		return count + 1;
	}
	uint64_t bit = bit_of(j, diagram_top(j->space, condition));
	count = cut_ways(j, diagram_follow(j->space, condition, false), bits | bit, value, out, count);
	return cut_ways(j, diagram_follow(j->space, condition, true), bits | bit, value | bit, out, count);
}

static int cut(const struct job *j, diagram condition, struct shape out[SHAPES_MOST])
{
	AUTO_INTERVALS struct intervals in = { .at = NULL };
	AUTO_FREE struct shape *ways = mem_alloc(SHAPES_MOST * sizeof(*ways));
	int way_count = cut_ways(j, condition, 0, 0, ways, 0), count;

	find_intervals(j, &in, condition, 0, 64);
	count = in.many ? -1 : cut_intervals(j, &in, out);
	if (way_count < 0 || (count >= 0 && count <= way_count))
		return count;
	for (int i = 0; i < way_count; i++)
		out[i] = ways[i];
	return way_count;
}

int shape_of(struct space *space, diagram condition, const struct shaped *shaped, struct shape out[SHAPES_MOST])
{
	struct job j = { space, shaped, 32 * (DATA_ARG_HIGH + 2 * shaped->arg) };

	out[0] = (struct shape){ .count = condition != DIAGRAM_YES };
	if (condition == DIAGRAM_YES || has_one_form(&j, condition, &out[0].term[0]) || is_and(&j, condition, &out[0]))
		return 1;
	if (is_or(&j, diagram_not(space, condition), out))
		return 2;
	return cut(&j, condition, out);
}
