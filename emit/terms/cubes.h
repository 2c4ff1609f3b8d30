/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cubes: sets of arguments as an OR of ANDs of (argument & mask) == value.
 *
 * The intersection of two cubes is a cube; the difference is a few disjoint
 * ones. So a condition, a row, and the remainder of a row after earlier rows
 * all have the one form that most other tools use.
 */
#ifndef EMIT_CUBES_H
#define EMIT_CUBES_H

#include "core/policy/policy.h"

enum { CUBES_MOST = 1024 };

struct cube {                                 /* zeroed: any arguments */
	uint64_t mask[SYSCALL_ARGS], value[SYSCALL_ARGS];  /* no bit of a value outside its mask */
};

struct cubes {
	struct cube *at;
	size_t count, room;
	bool full;                            /* there are more than CUBES_MOST: this is incomplete */
};
void cubes_free(struct cubes *cubes);
#define AUTO_CUBES __attribute__((cleanup(cubes_free)))

/* False if the intersection is empty. */
bool cube_meet(const struct cube *a, const struct cube *b, struct cube *both);

void cubes_add(struct cubes *cubes, const struct cube *cube);        /* unless one covers it already */
void cubes_join(struct cubes *into, const struct cubes *more);
void cubes_meet(struct cubes *into, const struct cubes *other);
bool cubes_meet_one(const struct cubes *cubes, const struct cube *cube);
void cubes_subtract(struct cubes *from, const struct cubes *what);

/* The largest aligned power-of-two block that begins at `first` and ends at or
 * before `last`, as its free bits. */
uint64_t cubes_block(uint64_t first, uint64_t last);

/* The values that a condition admits for an argument compared under these bits. Adds to a zeroed
 * one. */
void cubes_of_values(struct cubes *cubes, unsigned arg, uint64_t mask, const struct values *values);

#endif
