/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two views of one diagram. As bits: bits with one value each are a single path.
 * As numbers: a walk from the lowest value to the highest finds intervals; bits
 * outside of the mask are skipped, so values can be adjacent across a gap.
 */
#include "emit/lift/shape_parts.h"

#include <stdlib.h>

#include "core/base/mem.h"

uint64_t job_bit(const struct job *j, unsigned asked)
{
	return UINT64_C(1) << (63 - (asked - j->first));
}

struct values forms_negated(struct values values)
{
	values.negated = !values.negated;
	return values;
}

/* --- bits that have one value each --- */

static bool is_single_way(const struct job *j, bdd condition, uint64_t *bits, uint64_t *value)
{
	*bits = *value = 0;
	while (condition != BDD_YES) {
		if (condition == BDD_NO)
			return false;
		bool set = bdd_follow(j->manager, condition, false) == BDD_NO;
		uint64_t bit = job_bit(j, bdd_top(j->manager, condition));
		if (!set && bdd_follow(j->manager, condition, true) != BDD_NO)
			return false;
		*bits |= bit;
		*value |= set ? bit : 0;
		condition = bdd_follow(j->manager, condition, set);
	}
	return true;
}

struct values forms_value(uint64_t value)
{
	return (struct values){ .kind = VALUES_SET, .count = 1, .v = { value } };
}

/* These bits have this value, others are free. */
struct values forms_bits(const struct job *j, uint64_t bits, uint64_t value)
{
	if (bits == j->shaped->mask && !(j->shaped->flags && !value))
		return forms_value(value);
	if (!value)
		return (struct values){ .kind = VALUES_BITS, .v = { j->shaped->mask & ~bits } };
	if (value == bits)
		return (struct values){ .kind = VALUES_HAS_ALL, .v = { bits } };
	return (struct values){ .kind = VALUES_MASKED, .v = { bits, value } };
}

/* Not all of these bits have this value. */
struct values forms_not_bits(const struct job *j, uint64_t bits, uint64_t value)
{
	struct values out = forms_bits(j, bits, value);

	if (!value && bits != j->shaped->mask)
		return (struct values){ .kind = VALUES_HAS_ANY, .v = { bits } };
	if (!value)
		out = forms_value(0);
	out.negated = true;
	return out;
}

/* --- intervals --- */

uint64_t forms_extreme(const struct job *j, bdd condition, bool highest)
{
	uint64_t value = highest ? j->shaped->mask : 0;

	while (condition != BDD_YES && condition != BDD_NO) {
		uint64_t bit = job_bit(j, bdd_top(j->manager, condition));
		bool set = bdd_follow(j->manager, condition, highest) == BDD_NO ? !highest : highest;
		value = set ? value | bit : value & ~bit;
		condition = bdd_follow(j->manager, condition, set);
	}
	return value;
}

/* Apart from `from`: of the values with the bits of `value` above the lowest `left`. A function other than NO is
 * satisfiable, so a path beyond `from` never backtracks. */
struct nearest {
	const struct job *j;
	uint64_t from;
	enum nearest_way way;
};

static bool nearest(const struct nearest *n, bdd f, uint64_t value, unsigned left, uint64_t *out)
{
	uint64_t mask = n->j->shaped->mask, rest = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;
	uint64_t bit = left ? UINT64_C(1) << (left - 1) : 0;

	if (f == BDD_NO || (n->way == NEAREST_UP ? (value | (rest & mask)) < n->from : value > n->from))
		return false;
	*out = value;
	if (!left)
		return true;
	bool asked = bdd_top(n->j->manager, f) == n->j->first + 64 - left;
	for (int i = 0; i < 2; i++) {
		int set = n->way == NEAREST_UP ? i : 1 - i;
		if ((!set || mask & bit) &&
		    nearest(n, asked ? bdd_follow(n->j->manager, f, set) : f, value | (set ? bit : 0), left - 1, out))
			return true;
	}
	return false;
}

bool forms_nearest(const struct job *j, bdd condition, uint64_t from, enum nearest_way way, uint64_t *out)
{
	return nearest(&(struct nearest){ j, from, way }, condition, 0, 64, out);
}

/* The next value, counting only the bits of the mask. */
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

/* All values with the bits of `value` above the lowest `left`. */
static void find_intervals(const struct job *j, struct intervals *in, bdd condition, uint64_t value, unsigned left)
{
	uint64_t mask = j->shaped->mask, rest = left < 64 ? (UINT64_C(1) << left) - 1 : UINT64_MAX;

	if (condition == BDD_NO || in->many)
		return;
	if (condition == BDD_YES) {
		add_interval(in, mask, value, value | (rest & mask));
		return;
	}
	uint64_t bit = UINT64_C(1) << (left - 1);
	bool asked = bdd_top(j->manager, condition) == j->first + 64 - left;
	for (int set = 0; set < 1 + !!(mask & bit); set++)
		find_intervals(j, in, asked ? bdd_follow(j->manager, condition, set) : condition, value | (set ? bit : 0), left - 1);
}

void intervals_find(const struct job *j, struct intervals *in, bdd condition)
{
	find_intervals(j, in, condition, 0, 64);
}

/* The number of values of an interval, at most VALUES_MAX + 1. */
static unsigned interval_size(uint64_t mask, uint64_t from, uint64_t to)
{
	unsigned size = 1;

	for (; from != to && size <= VALUES_MAX; size++)
		from = behind(from, mask);
	return size;
}

bool interval_is_few(const struct job *j, uint64_t from, uint64_t to)
{
	return interval_size(j->shaped->mask, from, to) <= INTERVAL_FEW;
}

bool interval_insert(const struct job *j, struct values *set, uint64_t from, uint64_t to)
{
	uint64_t mask = j->shaped->mask;

	for (unsigned n = interval_size(mask, from, to); n > 0; n--, from = behind(from, mask))
		if (!values_insert(set, from))
			return false;
	return true;
}

static bool is_small_set(const struct job *j, const struct intervals *in, struct values *out)
{
	*out = (struct values){ .kind = VALUES_SET };
	for (size_t i = 0; i < in->count; i++)
		if (!interval_insert(j, out, in->at[i].from, in->at[i].to))
			return false;
	return in->count;
}

static bool is_one_range(const struct job *j, const struct intervals *in, struct values *out)
{
	if (in->count != 1 || interval_is_few(j, in->at[0].from, in->at[0].to))
		return false;
	*out = (struct values){ .kind = VALUES_RANGE, .v = { in->at[0].from, in->at[0].to } };
	return true;
}

void intervals_free(struct intervals *in)
{
	free(in->at);
}

static bool is_numbers(const struct job *j, bdd condition, struct values *out)
{
	AUTO_INTERVALS struct intervals in = { .most = VALUES_MAX };

	intervals_find(j, &in, condition);
	return !in.many && (is_one_range(j, &in, out) || is_small_set(j, &in, out));
}

/* --- one form --- */

static bool is_bits(const struct job *j, bdd condition, struct values *out)
{
	uint64_t bits, value;

	if (!is_single_way(j, condition, &bits, &value))
		return false;
	*out = forms_bits(j, bits, value);
	return true;
}

static bool is_not_bits(const struct job *j, bdd opposite, struct values *out)
{
	uint64_t bits, value;

	if (!is_single_way(j, opposite, &bits, &value))
		return false;
	*out = forms_not_bits(j, bits, value);
	return true;
}

static bool is_not_numbers(const struct job *j, bdd opposite, struct values *out)
{
	out->negated = false;
	if (!is_numbers(j, opposite, out))
		return false;
	out->negated = true;
	return true;
}

bool forms_one(const struct job *j, bdd condition, struct values *out)
{
	bdd opposite = bdd_not(j->manager, condition);

	if (j->shaped->flags)
		return is_bits(j, condition, out) || is_not_bits(j, opposite, out) || is_numbers(j, condition, out) ||
		       is_not_numbers(j, opposite, out);
	return is_numbers(j, condition, out) || is_not_numbers(j, opposite, out) || is_bits(j, condition, out) ||
	       is_not_bits(j, opposite, out);
}

