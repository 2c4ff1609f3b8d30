/* SPDX-License-Identifier: Apache-2.0 */
/* random_parts: policies that have something to do with each other, to be merged. */
#ifndef TESTS_EMIT_RANDOM_PARTS_H
#define TESTS_EMIT_RANDOM_PARTS_H

#include "emit/merge/merge.h"
#include "tests/emit/random.h"

enum { PARTS = 3 };

struct random_parts {
	struct policy policy[PARTS];
	struct merge_input input[PARTS];
};

/* `one_default`: all have the general answers of the first. Free with parts_free(). */
void random_parts(struct rng *rng, struct random_parts *parts, bool one_default);
void parts_free(struct random_parts *parts);

#endif
