/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target: the file that the name of an output refers to.
 */
#ifndef CORE_TARGET_H
#define CORE_TARGET_H

#include <stdbool.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/base/mem.h"

struct target {
	struct text name;                     /* with the links at its end followed; never empty */
	bool exists;
	struct stat is;                       /* if it exists */
	int no_follow;                        /* for open: O_NOFOLLOW, or 0 for a link of /proc, whose text is no name */
};

/* Fails if a link on the way may not be followed: one of another user in a sticky folder
 * that everybody may write to. This is the rule of fs.protected_symlinks (proc(5)),
 * whatever that is set to. Only the last part of a name counts. */
int target_find(struct target *target, const char *name, struct err *err);

void target_free(struct target *target);
#define AUTO_TARGET __attribute__((cleanup(target_free)))

/* The rule: a link of this owner in a folder, followed by this user. */
bool target_may_follow(uid_t link, const struct stat *folder, uid_t user);

#endif
