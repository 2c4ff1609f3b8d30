/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tuples: which values of its arguments a call had together.
 *
 * A tuple holds one value for each filterable argument of one call, by
 * position. Up to TUPLES_MOST different ones are kept; past that, and where an
 * argument of some call is not known, nothing is known of what came together.
 * The join is commutative, associative and idempotent, as that of values is.
 */
#ifndef CORE_TUPLES_H
#define CORE_TUPLES_H

#include <stdbool.h>
#include <stdint.h>

enum { TUPLES_MOST = 32, TUPLE_VALUES = 6 };  /* a value an argument, 0 where a rule cannot look */

enum tuples_kind {
	TUPLES_NONE,                          /* no call so far */
	TUPLES_SET,                           /* just these */
	TUPLES_MANY                           /* more than are kept, or not known */
};

struct tuples {
	uint8_t kind;                         /* enum tuples_kind */
	uint8_t count;
	uint64_t v[TUPLES_MOST][TUPLE_VALUES];  /* ascending */
};

/* Both return whether `into` grew. */
bool tuples_add(struct tuples *into, const uint64_t tuple[TUPLE_VALUES]);
bool tuples_join(struct tuples *into, const struct tuples *from);

/* From now on nothing is known. */
bool tuples_forget(struct tuples *into);
bool tuples_equal(const struct tuples *a, const struct tuples *b);

#endif
