/* SPDX-License-Identifier: Apache-2.0 */
/*
 * box: a set of calls of one number, each argument independent.
 *
 * It holds patterns for each argument: known bits, and their values. A call is
 * in the box if each argument matches one of that argument's patterns. A call in
 * a trace is a box: half of a register may be unknown, a range, or anything.
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
	uint64_t value;                       /* … are these; its other bits are used in examples if possible */
};

enum { BOX_ARGS = 6, PATTERNS_MOST = 128 };   /* a range needs up to two for each bit */

struct patterns {
	struct pattern at[PATTERNS_MOST];
	size_t count;                         /* 0: the box is empty */
};

struct box {
	uint32_t audit, nr;
	struct patterns arg[BOX_ARGS];
};

/* Every call of this number. The upper half of a 32-bit register is clear. */
void box_begin(struct box *box, enum arch arch, uint32_t nr);

/* Restricts an argument to these values, of which the bits of `known` were seen. Conditions that are negated
 * are not boxes, and not for box_values. */
void box_value(struct box *box, unsigned arg, uint64_t known, uint64_t value);
void box_values(struct box *box, unsigned arg, uint64_t known, const struct values *values);

/* Restricts each of its patterns to values with this bit set. */
void box_with_bit(struct box *box, unsigned arg, unsigned bit);

#endif
