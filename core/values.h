/* SPDX-License-Identifier: Apache-2.0 */
/*
 * values: what an argument was seen to be, or may be.
 *
 * One type serves the trace (values seen) and the policy (a condition). It is
 * a join-semilattice: joining is commutative, associative and idempotent. A
 * set holds VALUES_MAX values; one more, and it collapses as its role says: to
 * the union of the bits, to a range, or to anything. A range grows in powers
 * of two, so that nothing here can change more than 64 times on its way up.
 */
#ifndef CORE_VALUES_H
#define CORE_VALUES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/role.h"

enum { VALUES_MAX = 16 };

enum values_kind {
	VALUES_NONE,                          /* nothing seen; matches nothing */
	VALUES_SET,                           /* v[0..count), ascending */
	VALUES_BITS,                          /* no bit outside v[0] */
	VALUES_RANGE,                         /* v[0] <= x <= v[1], unsigned */
	VALUES_ANY
};

struct values {
	uint8_t kind;                         /* enum values_kind */
	uint8_t count;
	uint64_t v[VALUES_MAX];
};

/* Both return whether `into` grew. */
bool values_add(struct values *into, enum role role, uint64_t value);
bool values_join(struct values *into, enum role role, const struct values *from);

/* Whether `value` is admitted; mask is role_mask() and applied to both sides. */
bool values_admit(const struct values *values, uint64_t mask, uint64_t value);
bool values_equal(const struct values *a, const struct values *b);

#endif
