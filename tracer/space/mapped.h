/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mapped: which file a mapping is of, and in what state.
 *
 * A name says little: the file may have been replaced, unlinked, or written anew
 * in place, between two processes or under the feet of one.
 */
#ifndef TRACER_MAPPED_H
#define TRACER_MAPPED_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "tracer/space/space.h"

enum { MAPPED_PATH = 4096 + 64 };

struct mapped_file {
	char at[MAPPED_PATH];                 /* where it can be opened now */
	bool outside;                         /* of the task's root directory */
	struct stat is;
};

/* False where the file is not to be found any more. */
bool mapped_find(pid_t tid, const struct mapping *mapping, struct mapped_file *file);

/* Whether it is the same file, and has not been written since. */
bool mapped_same(const struct stat *a, const struct stat *b);

#endif
