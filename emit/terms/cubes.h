/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cubes: sets of arguments as an OR of ANDs of (argument & mask) == value.
 *
 * Two cubes meet in a cube; what is left of one without another is a few that
 * do not meet. So a condition, a row, and what an earlier row leaves of a later
 * one are all written in the one form that most other tools have.
 */
#ifndef EMIT_CUBES_H
#define EMIT_CUBES_H

#include "core/policy/policy.h"

enum { CUBES_MOST = 1024 };

struct cube {                                 /* zeroed: whatever the arguments are */
	uint64_t mask[SYSCALL_ARGS], value[SYSCALL_ARGS];  /* no bit of a value outside its mask */
};

struct cubes {
	struct cube *at;
	size_t count, room;
	bool full;                            /* there are more than CUBES_MOST: what is here is not all */
};
void cubes_free(struct cubes *cubes);
#define AUTO_CUBES __attribute__((cleanup(cubes_free)))

/* False where no arguments are in both. */
bool cube_meet(const struct cube *a, const struct cube *b, struct cube *both);

void cubes_add(struct cubes *cubes, const struct cube *cube);        /* not where one holds it already */
void cubes_join(struct cubes *into, const struct cubes *more);
void cubes_meet(struct cubes *into, const struct cubes *other);
bool cubes_meet_one(const struct cubes *cubes, const struct cube *cube);
void cubes_subtract(struct cubes *from, const struct cubes *what);

/* The largest block of a power of two that begins at `first` and ends at or
 * before `last`, as the bits that run free in it. */
uint64_t cubes_block(uint64_t first, uint64_t last);

/* What a condition admits of an argument of which these bits are compared. Adds to a zeroed one. */
void cubes_of_values(struct cubes *cubes, unsigned arg, uint64_t mask, const struct values *values);

#endif
