/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sorted list with a bound. TUPLES_MANY absorbs everything, so a join does
 * not depend on which side overflowed first.
 */
#include "core/values/tuples.h"

#include <string.h>

#include "core/base/order.h"

static int order(const uint64_t a[TUPLE_VALUES], const uint64_t b[TUPLE_VALUES])
{
	for (unsigned i = 0; i < TUPLE_VALUES; i++)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

static bool is_before(const void *element, const void *key)
{
	return order(element, key) < 0;
}

/* The index of the first tuple not below this one. */
static unsigned place(const struct tuples *in, const uint64_t tuple[TUPLE_VALUES])
{
	return (unsigned)order_search(in->v, in->count, sizeof(in->v[0]), is_before, tuple);
}

bool tuples_forget(struct tuples *into)
{
	bool grew = into->kind != TUPLES_MANY;

	*into = (struct tuples){ .kind = TUPLES_MANY };
	return grew;
}

bool tuples_add(struct tuples *into, const uint64_t tuple[TUPLE_VALUES])
{
	unsigned at = place(into, tuple);

	if (into->kind == TUPLES_MANY || (at < into->count && !order(into->v[at], tuple)))
		return false;
	if (into->count == TUPLES_MOST)
		return tuples_forget(into);
	memmove(into->v[at + 1], into->v[at], (into->count - at) * sizeof(*into->v));
	memcpy(into->v[at], tuple, sizeof(*into->v));
	into->count++;
	into->kind = TUPLES_SET;
	return true;
}

bool tuples_join(struct tuples *into, const struct tuples *from)
{
	bool grew = false;

	if (from->kind == TUPLES_MANY)
		return tuples_forget(into);
	for (unsigned i = 0; i < from->count; i++)
		grew |= tuples_add(into, from->v[i]);
	return grew;
}

bool tuples_equal(const struct tuples *a, const struct tuples *b)
{
	return a->kind == b->kind && a->count == b->count && !memcmp(a->v, b->v, a->count * sizeof(*a->v));
}
