/* SPDX-License-Identifier: Apache-2.0 */
/*
 * difference: what is found where two sides answer calls of one number
 * differently. Filled by emit/compare, which decides; put into words by
 * analyzer/.
 */
#ifndef CORE_DIFFERENCE_H
#define CORE_DIFFERENCE_H

#include <linux/seccomp.h>
#include <stdbool.h>
#include <stdint.h>

#include "core/policy/policy.h"

struct difference {
	bool differs;                         /* where it does not, only `last` is filled */
	uint32_t last;                        /* the same holds for every number from the one asked for to this */
	bool passed, passes;                  /* whether some call of the number passes: before, and after */
	struct seccomp_data call;             /* the least call that shows it */
	unsigned asked;                       /* a bit for each of its arguments that matters */
	struct verdict before, after;         /* what it is answered */
};

#endif
