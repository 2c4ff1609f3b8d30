/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dnf: sets of arguments in the form of other tools: an OR of ANDs,
 * with at most one comparison per argument.
 */
#ifndef EMIT_DNF_H
#define EMIT_DNF_H

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

struct comparisons {                          /* an AND, in ascending order of arguments; empty: any arguments */
	struct comparison at[SYSCALL_ARGS];
	size_t count;
};

struct dnf {                                  /* an OR; empty: no call */
	struct comparisons *at;
	size_t count, room;
};
void dnf_free(struct dnf *dnf);
void dnf_add(struct dnf *dnf, const struct comparisons *all);                             /* unless present */

/* Sorted by the first argument, then the next. libseccomp 2.5 processes rules
 * of one call in this order instantly, and needs minutes for the reverse. */
int comparisons_order(const struct comparisons *a, const struct comparisons *b);

/* The reader's register width: libseccomp drops the high half of all values on
 * 32-bit archs, and on x32, which has 64 bits. */
enum register_widths { REGISTERS_64, REGISTERS_32, REGISTERS_MIXED };
enum register_widths comparisons_registers(arch_set archs);

/* libseccomp 2.5 does not terminate with COMPARE_NE before another argument,
 * and miscompiles COMPARE_LE next to COMPARE_GE, so it only gets NE and GE, for
 * the last argument. */
enum operators { EQUAL_ALONE, AS_LIBSECCOMP, ALL_OPERATORS };

/* Adds the contents of these cubes, using the available operators. False if some cannot be expressed: a value wider than a
 * register. */
bool dnf_add_cubes(struct dnf *dnf, const struct cubes *cubes, enum register_widths registers,
                   enum operators operators);

#endif
