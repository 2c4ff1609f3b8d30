/* SPDX-License-Identifier: Apache-2.0 */
/*
 * samples: the values to try for the recorded values of an argument.
 *
 * A recorded call is a set of calls. Trying each value of a set, the ends of a
 * range, each bit and the union of bits finds what a rule does not admit.
 */
#ifndef ANALYZER_SAMPLES_H
#define ANALYZER_SAMPLES_H

#include <stddef.h>

#include "core/values/values.h"

enum { SAMPLES_MOST = 66 };                   /* 64 single bits, none, all */

struct samples {
	uint64_t v[SAMPLES_MOST];
	size_t count;                         /* at least 1 */
};

/* 0 and all ones if the value is unknown. */
struct samples samples_of(const struct values *seen);

#endif
