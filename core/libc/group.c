/* SPDX-License-Identifier: Apache-2.0 */
/* Look-ups in core/libc/groups.def. */
#include "core/libc/group.h"

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

enum { SEEN, ALWAYS };

#define CALLS_PADDED(a, b, c, d, ...) { CALL_##a, CALL_##b, CALL_##c, CALL_##d }
#define CALLS(...) CALLS_PADDED(__VA_ARGS__, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN)

static const struct group groups[] = {
#define GROUP(name, level, when, calls, ...) { name, LEVEL_##level, when == ALWAYS, calls, { __VA_ARGS__ } },
#define EXACT(...)
#include "core/libc/groups.def"
#undef GROUP
#undef EXACT
};

static const struct exact exacts[] = {
#define GROUP(...)
#define EXACT(call, role, bits) { CALL_##call, ROLE_##role, bits },
#include "core/libc/groups.def"
#undef GROUP
#undef EXACT
};

size_t group_count(void)
{
	return COUNT_OF(groups);
}

const struct group *group_at(size_t i)
{
	return &groups[i];
}

bool group_is_for(const struct group *group, enum syscall_id id)
{
	for (size_t i = 0; i < GROUP_CALLS && group->call[i] != CALL_UNKNOWN; i++)
		if (group->call[i] == id)
			return true;
	return false;
}

size_t group_conditions(const struct group *group)
{
	size_t count = 0;

	while (count < GROUP_CONDITIONS && group->condition[count].role != ROLE__)
		count++;
	return count;
}

size_t exact_count(void)
{
	return COUNT_OF(exacts);
}

const struct exact *exact_at(size_t i)
{
	return &exacts[i];
}

const struct exact *exact_of(enum syscall_id id, enum role role)
{
	for (size_t i = 0; i < COUNT_OF(exacts); i++)
		if (exacts[i].call == id && exacts[i].role == role)
			return &exacts[i];
	return NULL;
}

static bool group_names(const struct group *group, enum role role)
{
	for (size_t i = 0; i < group_conditions(group); i++)
		if (group->condition[i].role == role)
			return true;
	return false;
}

bool group_judges(enum syscall_id id, enum role role)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (group_is_for(&groups[i], id) && group_names(&groups[i], role))
			return true;
	return exact_of(id, role);
}

bool group_judges_role(enum role role)
{
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		if (group_names(&groups[i], role))
			return true;
	for (size_t i = 0; i < COUNT_OF(exacts); i++)
		if (exacts[i].role == role)
			return true;
	return false;
}
