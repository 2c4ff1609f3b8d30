/* SPDX-License-Identifier: Apache-2.0 */
/*
 * comparisons: sets of arguments as other tools have them: an OR of ANDs, with
 * at most one comparison of each argument.
 */
#ifndef EMIT_COMPARISONS_H
#define EMIT_COMPARISONS_H

#include "emit/terms/cubes.h"

enum comparison_op {
	COMPARE_EQ,                           /* (argument & mask) == value */
	COMPARE_NE,                           /* the others compare all 64 bits, unsigned */
	COMPARE_LE,
	COMPARE_GE
};

struct comparison {
	int arg;
	enum comparison_op op;
	uint64_t mask, value;                 /* a mask is never 0, and has every bit of its value */
};

struct comparisons {                          /* an AND, in ascending order of arguments; none: whatever they are */
	struct comparison at[SYSCALL_ARGS];
	size_t count;
};

struct alternatives {                         /* an OR; none: no call is admitted */
	struct comparisons *at;
	size_t count, room;
};
void alternatives_free(struct alternatives *alternatives);
void alternatives_add(struct alternatives *alternatives, const struct comparisons *all);  /* once */

/* By the first argument, then the next. libseccomp 2.5 takes rules of one call
 * in this order in no time, and needs minutes for the reverse. */
int comparisons_order(const struct comparisons *a, const struct comparisons *b);

/* What the reader takes for a register: libseccomp drops the high half of all
 * numbers where an arch has 32 bits, and of x32, which has 64. */
enum registers { REGISTERS_64, REGISTERS_32, REGISTERS_MIXED };
enum registers comparisons_registers(arch_set archs);

/* libseccomp 2.5 does not come to an end with COMPARE_NE before another
 * argument, and mistakes COMPARE_LE beside COMPARE_GE: it gets NE and GE, of
 * the last argument. */
enum operators { EQUAL_ALONE, AS_LIBSECCOMP, ALL_OPERATORS };

/* Adds what is in these cubes by the operators that there are. False where some cannot be said: a number wider than a register. */
bool comparisons_add(struct alternatives *alternatives, const struct cubes *cubes, enum registers registers,
                     enum operators operators);

#endif
