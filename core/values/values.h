/* SPDX-License-Identifier: Apache-2.0 */
/*
 * values: what an argument was seen to be, or may be.
 *
 * One type serves the trace (values seen) and the policy (a condition). What a
 * trace holds is a join-semilattice: joining is commutative, associative and
 * idempotent. A set holds VALUES_MAX values; one more, and it collapses as its
 * role says: to the union of the bits, to a range, or to anything. A range
 * grows in powers of two, so it changes at most 64 times.
 *
 * Required bits, masked values and negations are kinds of condition only: no
 * trace has them, and joining one with anything else gives anything.
 */
#ifndef CORE_VALUES_H
#define CORE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/role.h"

enum { VALUES_MAX = 16 };

enum values_kind {
	VALUES_NONE,                          /* nothing seen; matches nothing */
	VALUES_SET,                           /* v[0..count), ascending */
	VALUES_BITS,                          /* no bit outside v[0] */
	VALUES_RANGE,                         /* v[0] <= x <= v[1], unsigned */
	VALUES_ANY,
	VALUES_HAS_ALL,                       /* every bit of v[0] is set */
	VALUES_HAS_ANY,                       /* at least one bit of v[0] is set */
	VALUES_MASKED                         /* (x & v[0]) == v[1] */
};

struct values {
	uint8_t kind;                         /* enum values_kind */
	uint8_t count;                        /* of a set */
	bool negated;                         /* admits just what it would otherwise refuse */
	uint64_t v[VALUES_MAX];
};

/* Both return whether `into` grew. */
bool values_add(struct values *into, enum role role, uint64_t value);
bool values_join(struct values *into, enum role role, const struct values *from);

/* Into a set, in its place; false where it is full. */
bool values_insert(struct values *set, uint64_t value);

/* Whether `value` is admitted. `mask` is syscall_mask() and applied to it; the numbers of the condition
 * have no bit outside of it. */
bool values_admit(const struct values *values, uint64_t mask, uint64_t value);
bool values_equal(const struct values *a, const struct values *b);

/* Every bit that a number of the condition names: what must lie within the mask. */
uint64_t values_bits(const struct values *values);
unsigned values_numbers(const struct values *values);  /* how many of v[] the kind uses */

#endif
