/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tuples: which argument values a call had together.
 *
 * A tuple holds one value for each filterable argument of one call, by position.
 * Up to TUPLES_MOST different ones are kept; past that, or if an argument of
 * some call is unknown, nothing is known about combinations. The join is
 * commutative, associative and idempotent, like that of values.
 */
#ifndef CORE_TUPLES_H
#define CORE_TUPLES_H

#include <stdbool.h>
#include <stdint.h>

enum { TUPLES_MOST = 32, TUPLE_VALUES = 6 };  /* one value per argument, 0 if not filterable */

enum tuples_kind {
	TUPLES_NONE,                          /* no call so far */
	TUPLES_SET,                           /* exactly these */
	TUPLES_MANY                           /* too many, or unknown */
};

struct tuples {
	uint8_t kind;                         /* enum tuples_kind */
	uint8_t count;
	uint64_t v[TUPLES_MOST][TUPLE_VALUES];  /* ascending */
};

/* Both return whether `into` grew. */
bool tuples_add(struct tuples *into, const uint64_t tuple[TUPLE_VALUES]);
bool tuples_join(struct tuples *into, const struct tuples *from);

/* Sets the kind to TUPLES_MANY. */
bool tuples_forget(struct tuples *into);
bool tuples_equal(const struct tuples *a, const struct tuples *b);

#endif
