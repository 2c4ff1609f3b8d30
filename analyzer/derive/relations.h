/* SPDX-License-Identifier: Apache-2.0 */
/*
 * relations: which calls allow which others, from one call to one other, with
 * what that means for an argument. Made of the tables of core/libc once per
 * policy: only rows that the options use are here.
 */
#ifndef ANALYZER_RELATIONS_H
#define ANALYZER_RELATIONS_H

#include <stdbool.h>

#include "analyzer/derive/derive.h"
#include "core/libc/equivalence.h"

struct relation {
	enum syscall_id from, to;
	const char *set;
	struct condition when;                /* only where an argument of `from` meets this; ROLE__: always */
	enum role role;                       /* the argument of `to` that has this value; ROLE__: none */
	uint64_t value;
};

struct relations {
	struct relation *at;                  /* in table order; free with relations_free */
	size_t count, room;
};

void relations_of(struct relations *relations, const struct derive_options *options);
void relations_free(struct relations *relations);
#define AUTO_RELATIONS __attribute__((cleanup(relations_free)))

/* Whether to use a row of this name and level. */
bool relations_use(const struct derive_options *options, const char *name, enum level level);

/* The first set by which one call allows another directly, at least for some arguments, or NULL. */
const char *relations_set(const struct relations *relations, int from, int to);

/* Numbers the classes of calls that relations join in either direction. */
void relations_components(const struct relations *relations, int component[CALL_COUNT]);

#endif
