/* SPDX-License-Identifier: Apache-2.0 */
/*
 * operation_group: operations of one call that give the same power, rows of
 * core/libc/operation_groups.def: from one recorded operation to the others that a policy
 * may allow with it.
 */
#ifndef CORE_OPERATION_GROUP_H
#define CORE_OPERATION_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/syscall.h"
#include "core/libc/level.h"
#include "core/policy/types.h"

enum { OPERATION_GROUP_CALLS = 4, OPERATION_GROUP_CONDITIONS = 3 };

struct operation_group {
	const char *name;                     /* rows of one name are one group */
	enum level level;                     /* the first that uses it */
	bool always;                          /* allowed with the call, recorded or not */
	enum syscall_id call[OPERATION_GROUP_CALLS];    /* padded with CALL_UNKNOWN */
	struct condition condition[OPERATION_GROUP_CONDITIONS];  /* all must hold; ascending by role, padded with ROLE__ */
};

/* An argument of which only recorded values are allowed, besides the groups. */
struct exact_argument {
	enum syscall_id call;
	enum role role;
	bool whole;                           /* of flags: each recorded value, and not their union */
	uint64_t bits;                        /* of flags: allowed with the recorded ones */
};

size_t operation_group_count(void);
const struct operation_group *operation_group_at(size_t i);
bool operation_group_is_for(const struct operation_group *group, enum syscall_id id);
size_t operation_group_conditions(const struct operation_group *group);          /* how many it has; 0: any arguments */

/* What is allowed of a call whose arguments a trace does not show, as rows of groups without a name; whether a call has some. */
size_t operation_assumed_count(void);
const struct operation_group *operation_assumed_at(size_t i);
bool operation_is_assumed(enum syscall_id id);

size_t exact_argument_count(void);
const struct exact_argument *exact_argument_at(size_t i);
const struct exact_argument *exact_argument_of(enum syscall_id id, enum role role);   /* or NULL */

/* Whether policies set conditions on this argument of a call; and of any call. */
bool operation_group_judges(enum syscall_id id, enum role role);
bool operation_group_judges_role(enum role role);

#endif
