/* SPDX-License-Identifier: Apache-2.0 */
/*
 * regions: which arguments get which answer of a rule.
 *
 * The first matching row decides. Most other tools use the strictest or the
 * most specific one; for them each answer is written with exactly the arguments
 * that get it, so that no two overlap.
 */
#ifndef EMIT_REGIONS_H
#define EMIT_REGIONS_H

#include "emit/terms/cubes.h"

struct region {
	struct verdict verdict;
	struct cubes where;
	bool lost;                            /* some of its arguments are missing from `where`: too many cubes */
};

struct regions {
	struct region *at;                    /* each verdict once, in the order of the rows */
	size_t count, room;
	bool complete;                        /* the regions cover every call: none gets the default */
};
void regions_free(struct regions *regions);
#define AUTO_REGIONS __attribute__((cleanup(regions_free)))

/* The argument shared by these archs: the position on the first arch that has
 * it, the bits of the widest. Fills a zeroed one. */
void regions_of(struct regions *regions, const struct rule *rule, arch_set archs);

/* Adds the arguments of each answer to those that already get it. */
void regions_join(struct regions *into, const struct regions *more);

/* Whether some of these arguments may get an answer that lets the call through,
 * possibly by a tracer. True if unknown. */
bool regions_may_pass(const struct regions *regions, const struct cube *among);

#endif
