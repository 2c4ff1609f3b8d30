/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tar: archives of a few small files, in memory (POSIX ustar).
 *
 * Written archives have no owner and no time, so the same files give the same
 * bytes. Read archives are hostile: every field is checked, and whatever is neither
 * a regular file nor a directory is skipped.
 */
#ifndef CORE_TAR_H
#define CORE_TAR_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"

enum { TAR_NAME_MOST = 99 };                  /* bytes of a name that is written */

/* Appends a file; a name that ends in a slash is a directory. */
void tar_add(struct text *tar, const char *name, const void *bytes, size_t size);
void tar_end(struct text *tar);               /* after the last file */

bool tar_is_tar(const char *bytes, size_t size);

struct tar_member {
	char name[TAR_NAME_MOST + 2];         /* without "./" before it; a directory's ends in a slash */
	const char *bytes;                    /* in the archive */
	size_t size;
};

/* The next file or directory from *at on, which starts at 0. False at the end of the archive, or where it is damaged. */
bool tar_next(const char *bytes, size_t size, size_t *at, struct tar_member *member);

/* The first file of that name. */
bool tar_find(const char *bytes, size_t size, const char *name, struct tar_member *member);

#endif
