/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lineage: a process and those that it descends from, and when each has shown
 * nothing new for so long that a learned filter pays.
 *
 * A filter is inherited and cannot be removed, so a process that starts others
 * must wait until these show nothing new either. What is new in a process sets
 * it and all its ancestors back; one that ends has its parent wait less.
 */
#ifndef TRACER_LINEAGE_H
#define TRACER_LINEAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	LINEAGE_QUIET = 300,                  /* calls without anything new before a filter is loaded */
	LINEAGE_CHILD = 50                    /* … of which one child that ended counts for so many */
};

struct lineage {
	unsigned references;                  /* tasks, and children that are not forgotten */
	unsigned tasks;                       /* that live */
	struct lineage *parent;               /* the process that created it; NULL: not known, or over */
	pid_t tgid;
	bool loaded;                          /* a learned filter of ours was loaded here, or was inherited */
	const char *plain;                    /* why it never gets one (any more); NULL: it may */
	uint64_t quiet;                       /* calls since something was new */
	uint64_t stops, stops_loaded;         /* at calls: all, and since the filter was loaded */
};

/* The first task of a new process, a child of `parent`, which may be NULL; and one more thread of it. */
struct lineage *lineage_new(struct lineage *parent, pid_t tgid);
struct lineage *lineage_join(struct lineage *lineage);
void lineage_leave(struct lineage *lineage);  /* a task is gone; NULL is allowed */

/* A call stopped; `news`: it showed something new. */
void lineage_call(struct lineage *lineage, bool news);

/* It runs another program now. */
void lineage_exec(struct lineage *lineage);

bool lineage_is_ready(const struct lineage *lineage);  /* for a filter; NULL is not */

#endif
