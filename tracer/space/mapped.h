/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mapped: finds the file of a mapping, and its state.
 *
 * The name is not enough: the file may have been replaced, unlinked, or
 * overwritten in place, between two processes or while one runs.
 */
#ifndef TRACER_MAPPED_H
#define TRACER_MAPPED_H

#include <stdbool.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "tracer/space/address_space.h"

enum { MAPPED_PATH = 4096 + 64 };

struct mapped_file {
	char at[MAPPED_PATH];                 /* path where it can be opened now */
	bool outside;                         /* outside the task's root directory */
	struct stat is;
};

/* False if the file no longer exists. */
bool mapped_find(pid_t tid, const struct mapping *mapping, struct mapped_file *file);

/* Whether both are the same file, not written in between. */
bool mapped_same(const struct stat *a, const struct stat *b);

#endif
