/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group: operations of one call that give the same power, rows of
 * core/libc/groups.def: from one recorded operation to the others that a policy
 * may allow with it.
 */
#ifndef CORE_GROUP_H
#define CORE_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/syscall.h"
#include "core/libc/level.h"
#include "core/policy/types.h"

enum { GROUP_CALLS = 4, GROUP_CONDITIONS = 3 };

struct group {
	const char *name;                     /* rows of one name are one group */
	enum level level;                     /* the first that uses it */
	bool always;                          /* allowed with the call, recorded or not */
	enum syscall_id call[GROUP_CALLS];    /* padded with CALL_UNKNOWN */
	struct condition condition[GROUP_CONDITIONS];  /* all must hold; ascending by role, padded with ROLE__ */
};

/* An argument of which only recorded values are allowed, besides the groups. */
struct exact {
	enum syscall_id call;
	enum role role;
	uint64_t bits;                        /* of flags: allowed with the recorded ones */
};

size_t group_count(void);
const struct group *group_at(size_t i);
bool group_is_for(const struct group *group, enum syscall_id id);
size_t group_conditions(const struct group *group);          /* how many it has; 0: any arguments */

size_t exact_count(void);
const struct exact *exact_at(size_t i);
const struct exact *exact_of(enum syscall_id id, enum role role);   /* or NULL */

/* Whether policies set conditions on this argument of a call; and of any call. */
bool group_judges(enum syscall_id id, enum role role);
bool group_judges_role(enum role role);

#endif
