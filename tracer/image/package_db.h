/* SPDX-License-Identifier: Apache-2.0 */
/*
 * package_db: which packages of this machine files belong to, by the databases of dpkg
 * and apk.
 *
 * All files are looked up in one pass, since dpkg has no index by file.
 */
#ifndef TRACER_PACKAGE_DB_H
#define TRACER_PACKAGE_DB_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"

struct packaged_file {
	const char *path;                     /* absolute, without links */
	const char *package, *version;        /* both or neither; strings belong to the arena */
	bool doubtful;                        /* several packages have it, or it is diverted: it gets none */
};

/* Fills what is known of the files, which are then sorted by path. `root` is the directory that has the databases, "" for
 * ours. */
void package_db_find(struct arena *arena, const char *root, struct packaged_file *files, size_t count);

#endif
