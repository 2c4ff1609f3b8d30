/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lattice of argument values.
 *
 * Up to VALUES_MAX values are kept. Beyond that only an order-independent
 * summary is kept: the union of the bits, or the hull of the values rounded
 * outwards to powers of two. A summary of another kind than the role's (from a
 * hand-edited file) equals itself, and joined with anything else becomes
 * anything: this keeps the join associative for every input.
 */
#include "core/values/values.h"

#include "core/base/order.h"

static const enum values_kind summary_kind[] = {
	[JOIN_ANY] = VALUES_ANY,
	[JOIN_ZERO] = VALUES_ANY,
	[JOIN_BITS] = VALUES_BITS,
	[JOIN_RANGE] = VALUES_RANGE,
};

static uint64_t round_down(uint64_t value)
{
	return value ? UINT64_C(1) << (63 - __builtin_clzll(value)) : 0;
}

static uint64_t round_up(uint64_t value)
{
	return value ? UINT64_MAX >> __builtin_clzll(value) : 0;
}

static uint64_t union_of(const struct values *values)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < values->count; i++)
		bits |= values->v[i];
	return bits;
}

/* A set, or a summary of the role's kind, as a summary of that kind. */
static struct values summarized(enum values_kind kind, const struct values *values)
{
	struct values out = { .kind = (uint8_t)kind };
	bool set = values->kind == VALUES_SET;

	if (kind == VALUES_BITS)
		out.v[0] = set ? union_of(values) : values->v[0];
	if (kind == VALUES_RANGE) {
		out.v[0] = round_down(values->v[0]);
		out.v[1] = round_up(set ? values->v[values->count - 1] : values->v[1]);
	}
	return out;
}

static struct values summary_join(const struct values *a, const struct values *b)
{
	struct values out = *a;

	if (a->kind == VALUES_BITS)
		out.v[0] |= b->v[0];
	if (a->kind == VALUES_RANGE) {
		out.v[0] = a->v[0] < b->v[0] ? a->v[0] : b->v[0];
		out.v[1] = a->v[1] > b->v[1] ? a->v[1] : b->v[1];
	}
	return out;
}

/* False if the union does not fit. */
static bool set_join(struct values *out, const struct values *a, const struct values *b)
{
	unsigned i = 0, j = 0, n = 0;

	*out = (struct values){ .kind = VALUES_SET };
	while (i < a->count || j < b->count) {
		bool from_a = j == b->count || (i < a->count && a->v[i] <= b->v[j]);
		uint64_t next = from_a ? a->v[i] : b->v[j];

		if (n == VALUES_MAX)
			return false;
		i += i < a->count && a->v[i] == next;
		j += j < b->count && b->v[j] == next;
		out->v[n++] = next;
	}
	out->count = (uint8_t)n;
	return true;
}

static bool is_empty(const struct values *values)
{
	return !values->negated && (values->kind == VALUES_NONE || (values->kind == VALUES_SET && !values->count));
}

static bool is_foreign(const struct values *values, enum values_kind own)
{
	return values->negated || (values->kind != VALUES_SET && values->kind != own);
}

static struct values joined(enum role role, const struct values *a, const struct values *b)
{
	enum values_kind own = summary_kind[role_info(role)->join];
	struct values out;

	if (is_empty(a) || values_equal(a, b))
		return *b;
	if (is_empty(b))
		return *a;
	if (is_foreign(a, own) || is_foreign(b, own))
		return (struct values){ .kind = VALUES_ANY };
	if (a->kind == VALUES_SET && b->kind == VALUES_SET && set_join(&out, a, b))
		return out;
	struct values left = summarized(own, a), right = summarized(own, b);
	return summary_join(&left, &right);
}

bool values_join(struct values *into, enum role role, const struct values *from)
{
	if (!role_is_filterable(role))
		return false;
	struct values sum = joined(role, into, from);
	bool grew = !values_equal(&sum, into);

	*into = sum;
	return grew;
}

bool values_add(struct values *into, enum role role, uint64_t value)
{
	struct values one = { .kind = VALUES_SET, .count = 1, .v = { value } };

	return values_join(into, role, &one);
}

bool values_insert(struct values *set, uint64_t value)
{
	struct values one = { .kind = VALUES_SET, .count = 1, .v = { value } }, sum;

	if (!set_join(&sum, set, &one))
		return false;
	sum.negated = set->negated;
	*set = sum;
	return true;
}

static bool set_admits(const struct values *values, uint64_t value)
{
	for (unsigned i = 0; i < values->count; i++)
		if (values->v[i] == value)
			return true;
	return false;
}

static bool kind_admits(const struct values *values, uint64_t value)
{
	const uint64_t *v = values->v;

	switch (values->kind) {
	case VALUES_SET:
		return set_admits(values, value);
	case VALUES_BITS:
		return !(value & ~v[0]);
	case VALUES_RANGE:
		return v[0] <= value && value <= v[1];
	case VALUES_HAS_ALL:
		return (value & v[0]) == v[0];
	case VALUES_HAS_ANY:
		return value & v[0];
	case VALUES_MASKED:
		return (value & v[0]) == v[1];
	case VALUES_ANY:
		return true;
	}
	return false;
}

bool values_admit(const struct values *values, uint64_t mask, uint64_t value)
{
	return kind_admits(values, value & mask) != values->negated;
}

unsigned values_numbers(const struct values *values)
{
	static const uint8_t used[] = {
		[VALUES_BITS] = 1, [VALUES_RANGE] = 2, [VALUES_HAS_ALL] = 1, [VALUES_HAS_ANY] = 1, [VALUES_MASKED] = 2,
	};

	return values->kind == VALUES_SET ? values->count : used[values->kind];
}

struct values values_masked(const struct values *values, uint64_t mask)
{
	struct values masked = { .kind = values->kind, .negated = values->negated };

	for (unsigned i = 0; i < values_numbers(values); i++)
		if (values->kind == VALUES_SET)
			values_insert(&masked, values->v[i] & mask);
		else
			masked.v[i] = values->v[i] & mask;
	return masked;
}

uint64_t values_bits(const struct values *values)
{
	uint64_t bits = 0;

	for (unsigned i = 0; i < values_numbers(values); i++)
		bits |= values->v[i];
	return bits;
}

bool values_equal(const struct values *a, const struct values *b)
{
	return !values_order(a, b);
}

int values_order(const struct values *a, const struct values *b)
{
	int order = number_order(a->kind, b->kind);

	if (!order)
		order = number_order(a->negated, b->negated);
	if (!order)
		order = number_order(values_numbers(a), values_numbers(b));
	for (unsigned i = 0; !order && i < values_numbers(a); i++)
		order = number_order(a->v[i], b->v[i]);
	return order;
}
