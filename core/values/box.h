/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box: some calls of one number at once, each argument apart.
 *
 * Of each argument it holds patterns: bits that are known, and what they are.
 * A call lies in the box if each of its arguments fits one of that argument's
 * patterns. What a trace knows of a call is a box: a value of which half the
 * register was not seen, a range, nothing at all.
 */
#ifndef CORE_BOX_H
#define CORE_BOX_H

#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "core/values/values.h"

struct pattern {
	uint64_t known;                       /* these bits … */
	uint64_t value;                       /* … are these; its other bits are what an example has, if it can */
};

enum { BOX_ARGS = 6, PATTERNS_MOST = 128 };   /* of a range: two for each bit */

struct patterns {
	struct pattern at[PATTERNS_MOST];
	size_t count;                         /* 0: no call lies in the box */
};

struct box {
	uint32_t audit, nr;
	struct patterns arg[BOX_ARGS];
};

/* Every call of this number. The upper half of a 32-bit register is clear. */
void box_begin(struct box *box, enum arch arch, uint32_t nr);

/* Leaves of an argument only these values, of which the bits of `known` were seen. */
void box_value(struct box *box, unsigned arg, uint64_t known, uint64_t value);
void box_values(struct box *box, unsigned arg, uint64_t known, const struct values *values);

/* Leaves of each of its patterns what has this bit set. */
void box_with_bit(struct box *box, unsigned arg, unsigned bit);

#endif
