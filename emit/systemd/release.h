/* SPDX-License-Identifier: Apache-2.0 */
/*
 * release: what differs between releases of systemd: groups, the calls that these and libseccomp know, and what is done with a
 * list. The facts are in emit/systemd/sets_252.def, sets_257.def and changes.def.
 */
#ifndef EMIT_SYSTEMD_RELEASE_H
#define EMIT_SYSTEMD_RELEASE_H

#include <stdbool.h>

#include "core/kernel/syscall.h"

enum systemd_habit {
	SYSTEMD_ANSWERS_KNOWN = 1,            /* the default of an allow list is for calls of @known; others get ENOSYS */
	SYSTEMD_WRITES = 2,                   /* write is never refused: systemd itself needs it */
	SYSTEMD_ASKS_FOR_MDWE = 4,            /* MemoryDenyWriteExecute= loads no filter where the kernel has PR_SET_MDWE */
};

struct systemd_release {
	const char *name;                     /* "252" */
	unsigned version, point;              /* point: of the series, that the facts are of; 0: of the whole series */
	const char *libseccomp;
	unsigned does;                        /* enum systemd_habit */
};

struct systemd_calls {                        /* a set of system calls */
	bool has[CALL_COUNT];
};

/* Oldest first; NULL after the last. */
const struct systemd_release *systemd_release_at(size_t i);

/* "252"; NULL after the last. */
const char *systemd_version_at(unsigned i);

/* Names of the groups of the first release, which later ones have too: @default, which is part of every allow list, comes
 * first. NULL after the last. */
const char *systemd_group_at(size_t i);

/* Adds the members of a group, and of groups in it; false: the release has no such group. */
bool systemd_group(const struct systemd_release *release, const char *name, struct systemd_calls *calls);

bool systemd_knows(const struct systemd_release *release, enum syscall_id id);       /* a member of @known */
bool systemd_nests(const struct systemd_release *release, enum syscall_id id);       /* … of a group in it alone */
bool systemd_names(const struct systemd_release *release, enum syscall_id id);       /* its libseccomp has the name */

#endif
