/* SPDX-License-Identifier: Apache-2.0 */
/*
 * equivalence: calls that do the same for a program, or less, one row each in
 * core/libc/equivalences.def. Which of them a program uses depends on its libc,
 * its arch and the width of its time_t, and may change with an update.
 */
#ifndef CORE_EQUIVALENCE_H
#define CORE_EQUIVALENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"
#include "core/kernel/syscall.h"
#include "core/libc/level.h"
#include "core/policy/types.h"

enum { EQUIVALENCE_MEMBERS = 10 };

struct equivalence {
	const char *name;                     /* "t64.clock_gettime"; the part before the dot is the family */
	enum level level;                     /* the first that closes it */
	bool toward;                          /* one way: any member allows the first */
	const char *what;
	enum syscall_id member[EQUIVALENCE_MEMBERS];  /* in row order, padded with CALL_UNKNOWN */
};

/* `call` is `of` with one value of an argument, so each allows the other: `of`
 * where the argument meets `when`. One way, `call` can do more than that. */
struct special_case {
	const char *name;
	enum level level;
	bool toward;                          /* one way: only `call` allows `of` */
	const char *what;
	enum syscall_id call, of;
	struct condition when;
	uint64_t value;                       /* of the same argument, for a recorded `call` */
};

/* A multiplexed call and its direct equivalent: socketcall(1) is
 * socket. Both directions are equivalences of the set's name. */
struct multiplexed {
	const char *name;                     /* "mux.socketcall.1" */
	const char *what;
	enum syscall_id multiplexer;
	enum role selector;                   /* the argument that selects */
	uint32_t command;                     /* its value */
	enum syscall_id direct;
};

size_t equivalence_count(void);
const struct equivalence *equivalence_at(size_t i);
bool equivalence_has(const struct equivalence *set, enum syscall_id id);
size_t special_case_count(void);
const struct special_case *special_case_at(size_t i);
size_t multiplexed_count(void);
const struct multiplexed *multiplexed_at(size_t i);
bool multiplexed_by(enum syscall_id id);      /* whether it is a multiplexer */

/* Whether `pattern` names this set: the name itself, or its family ("t64"). */
bool equivalence_matches(const char *name, const char *pattern);
bool equivalence_known(const char *pattern);  /* matches any row */

/* Every name of a set, some more than once; NULL past the last. */
const char *equivalence_name_at(unsigned i);

/* The set or family that is closest to a misspelt one, or nothing. */
void equivalence_nearest(const char *pattern, struct text *out);

#endif
