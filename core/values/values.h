/* SPDX-License-Identifier: Apache-2.0 */
/*
 * values: what an argument was seen to be, or may be.
 *
 * One type serves the trace (values seen) and the policy (a condition). In a
 * trace it is a join-semilattice: joining is commutative, associative and
 * idempotent. A set holds VALUES_MAX values; one more collapses it as its role
 * defines: to the union of the bits, to a range, or to anything. A range grows
 * in powers of two, so it changes at most 64 times.
 *
 * Required bits, masked values and negations are conditions only: traces never
 * have them, and joining one with anything else gives anything.
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
	bool negated;                         /* admits the complement */
	uint64_t v[VALUES_MAX];
};

/* Both return whether `into` grew. */
bool values_add(struct values *into, enum role role, uint64_t value);
bool values_join(struct values *into, enum role role, const struct values *from);

/* Inserts into a sorted set; false if it is full. */
bool values_insert(struct values *set, uint64_t value);

/* Whether `value` is admitted after applying `mask`, which is syscall_mask(); the numbers of the condition
 * have no bit outside it. */
bool values_admit(const struct values *values, uint64_t mask, uint64_t value);
bool values_equal(const struct values *a, const struct values *b);
int values_order(const struct values *a, const struct values *b);

/* The same values without the bits outside the mask; a set may become smaller. */
struct values values_masked(const struct values *values, uint64_t mask);

/* Every bit in a number of the condition, which must be within the mask. */
uint64_t values_bits(const struct values *values);
unsigned values_numbers(const struct values *values);  /* how many of v[] the kind uses */

#endif
