/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program_files: which program an executed file was, when it was executed before.
 *
 * A file is the same if its inode, size and time of change are, and the paths
 * under which it was found, the root folder and the executed name. All processes
 * have the root folder of the first one until some call changes one's.
 */
#ifndef TRACER_PROGRAM_FILES_H
#define TRACER_PROGRAM_FILES_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/hash.h"
#include "core/base/mem.h"

enum { PROGRAM_FILES_MOST = 4096 };           /* further ones are not kept */

struct program_files {
	char *root;                           /* of all processes; NULL: not read yet */
	bool roots_differ;                    /* or may: it is read each time */
	struct program_file *at;
	size_t count, room;
	struct hash_table index;
	struct arena arena;
};

/* Whether a call changes the root folder of a process. Such a call was made: they may differ from now on. */
bool program_files_moves_root(int id);
void program_files_root_moves(struct program_files *files);

/* Describes the file that a task has executed as `name`. False: it cannot be looked at. */
bool program_files_read(struct program_files *files, pid_t tid, const char *name, struct text *file);

/* The number that was added for such a file; 0: none. */
int program_files_find(const struct program_files *files, const struct text *file);
void program_files_add(struct program_files *files, const struct text *file, int program);

void program_files_free(struct program_files *files);

#endif
