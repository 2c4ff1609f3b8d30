/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regions: which arguments get which answer of a rule.
 *
 * Of rows, the first that matches answers. Most other tools take the strictest
 * or the most specific one; to them each answer is given with just the
 * arguments that get it, so that no two meet.
 */
#ifndef EMIT_REGIONS_H
#define EMIT_REGIONS_H

#include "emit/terms/cubes.h"

struct region {
	struct verdict verdict;
	struct cubes where;
	bool lost;                            /* some of its arguments are not in `where`: they are too many cubes */
};

struct regions {
	struct region *at;                    /* a verdict once, in the order of the rows */
	size_t count, room;
	bool complete;                        /* every call is in one of them: none gets the default */
};
void regions_free(struct regions *regions);
#define AUTO_REGIONS __attribute__((cleanup(regions_free)))

/* Where these archs have the argument in common: the place is that of the
 * first that has it, the bits are those of the widest. Fills a zeroed one. */
void regions_of(struct regions *regions, const struct rule *rule, arch_set archs);

/* Adds the arguments of each answer to those that get it already. */
void regions_join(struct regions *into, const struct regions *more);

/* Whether some arguments among these may get an answer that lets the call
 * pass, if only by way of a tracer. True where it is not known. */
bool regions_may_pass(const struct regions *regions, const struct cube *among);

#endif
