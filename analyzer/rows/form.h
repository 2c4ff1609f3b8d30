/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form: the values to try for the recorded values of an argument.
 *
 * A recorded call is a set of calls. Trying each value of a set, the ends of a
 * range, each bit and the union of bits finds what a rule does not admit.
 */
#ifndef ANALYZER_FORM_H
#define ANALYZER_FORM_H

#include <stddef.h>

#include "core/values/values.h"

enum { FORM_VALUES = 66 };                    /* 64 single bits, none, all */

struct form {
	uint64_t v[FORM_VALUES];
	size_t count;                         /* at least 1 */
};

/* 0 and all ones if the value is unknown. */
struct form form_of(const struct values *seen);

#endif
