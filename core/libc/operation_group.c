/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/operation_groups.def. */
#include "core/libc/operation_group.h"

#include <linux/sched.h>
#include <sys/mman.h>

#include "core/base/mem.h"
#include "core/libc/conditions.h"

#define CLONE_DETACHED_OF_MUSL 0x400000       /* CLONE_DETACHED: ignored since Linux 2.6.2, musl sets it */

/* The flags that fork, vfork, posix_spawn and pthread_create of glibc, musl and
 * Go pass to clone. Excluded: namespaces, CLONE_PTRACE and CLONE_UNTRACED, which
 * are privileges; CLONE_PARENT and CLONE_IO, which no libc uses. */
#define CLONE_OF_LIBC (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS | \
	CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_VFORK | CLONE_PIDFD | CLONE_DETACHED_OF_MUSL)

#define NODE_TYPE 0170000                     /* S_IFMT */

enum { SEEN, ALWAYS };

#define CALLS_PADDED(a, b, c, d, ...) { CALL_##a, CALL_##b, CALL_##c, CALL_##d }
#define CALLS(...) CALLS_PADDED(__VA_ARGS__, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)

static const struct operation_group groups[] = {
#define GROUP(name, level, when, calls, ...) { name, LEVEL_##level, when == ALWAYS, calls, { __VA_ARGS__ } },
#define EXACT(...)
#define EXACT_VALUES(...)
#define ASSUMED(...)
#include "core/libc/operation_groups.def"
#undef GROUP
#undef EXACT
#undef EXACT_VALUES
#undef ASSUMED
};

/* The same without names. */
static const struct operation_group assumed[] = {
#define GROUP(...)
#define EXACT(...)
#define EXACT_VALUES(...)
#define ASSUMED(calls, ...) { NULL, LEVEL_EXACT, false, calls, { __VA_ARGS__ } },
#include "core/libc/operation_groups.def"
#undef GROUP
#undef EXACT
#undef EXACT_VALUES
#undef ASSUMED
};

static const struct exact_argument exacts[] = {
#define GROUP(...)
#define EXACT(call, role, bits) { CALL_##call, ROLE_##role, false, bits },
#define EXACT_VALUES(call, role) { CALL_##call, ROLE_##role, true, 0 },
#define ASSUMED(...)
#include "core/libc/operation_groups.def"
#undef GROUP
#undef EXACT
#undef EXACT_VALUES
#undef ASSUMED
};

size_t operation_group_count(void)
{
	return COUNT_OF(groups);
}

const struct operation_group *operation_group_at(size_t i)
{
	return &groups[i];
}

bool operation_group_is_for(const struct operation_group *group, enum syscall_id id)
{
	for (size_t i = 0; i < OPERATION_GROUP_CALLS && group->call[i] != CALL_UNKNOWN; i++)
		if (group->call[i] == id)
			return true;
	return false;
}

size_t operation_group_conditions(const struct operation_group *group)
{
	size_t count = 0;

	while (count < OPERATION_GROUP_CONDITIONS && group->condition[count].role != ROLE__)
		count++;
	return count;
}

size_t operation_assumed_count(void)
{
	return COUNT_OF(assumed);
}

const struct operation_group *operation_assumed_at(size_t i)
{
	return &assumed[i];
}

bool operation_is_assumed(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(assumed); i++)
		if (operation_group_is_for(&assumed[i], id))
			return true;
	return false;
}

size_t exact_argument_count(void)
{
	return COUNT_OF(exacts);
}

const struct exact_argument *exact_argument_at(size_t i)
{
	return &exacts[i];
}

const struct exact_argument *exact_argument_of(enum syscall_id id, enum role role)
{
	for (size_t i = 0; i < COUNT_OF(exacts); i++)
		if (exacts[i].call == id && exacts[i].role == role)
			return &exacts[i];
	return NULL;
}

static bool operation_group_names(const struct operation_group *group, enum role role)
{
	for (size_t i = 0; i < operation_group_conditions(group); i++)
		if (group->condition[i].role == role)
			return true;
	return false;
}

bool operation_group_judges(enum syscall_id id, enum role role)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (operation_group_is_for(&groups[i], id) && operation_group_names(&groups[i], role))
			return true;
	return exact_argument_of(id, role);
}

bool operation_group_judges_role(enum role role)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (operation_group_names(&groups[i], role))
			return true;
	for (size_t i = 0; i < COUNT_OF(exacts); i++)
		if (exacts[i].role == role)
			return true;
	return false;
}
