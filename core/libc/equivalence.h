/* SPDX-License-Identifier: Apache-2.0 */
/*
 * equivalence: sets of calls that do the same for a program, one row each in
 * core/libc/equivalences.def. Which member a program uses depends on its libc,
 * its arch and the width of its time_t, and may change with an update.
 */
#ifndef CORE_EQUIVALENCE_H
#define CORE_EQUIVALENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/syscall.h"

enum { EQUIVALENCE_MEMBERS = 10 };

struct equivalence {
	const char *name;                     /* "t64.clock_gettime"; the part before the dot is the family */
	bool standard;                        /* closed by default; else only on request */
	const char *what;
	enum syscall_id member[EQUIVALENCE_MEMBERS];  /* in row order, padded with CALL_UNKNOWN */
};

/* A multiplexed call and its direct equivalent: socketcall(1) is
 * socket. Both directions are equivalences of the set's name. */
struct multiplexed {
	const char *name;                     /* "mux.socketcall.1" */
	enum syscall_id multiplexer;
	enum role selector;                   /* the argument that selects */
	uint32_t command;                     /* its value */
	enum syscall_id direct;
};

size_t equivalence_count(void);
const struct equivalence *equivalence_at(size_t i);
size_t multiplexed_count(void);
const struct multiplexed *multiplexed_at(size_t i);

/* Whether `pattern` names this set: the name itself, or its family ("t64"). */
bool equivalence_matches(const char *name, const char *pattern);
bool equivalence_known(const char *pattern);  /* matches any set or multiplexed row */

#endif
