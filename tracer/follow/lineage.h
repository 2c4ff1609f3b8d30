/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lineage: a process and those that it descends from, and when each has shown
 * nothing new for so long that a learned filter pays.
 *
 * A filter is inherited and cannot be removed, so a process that starts others
 * must wait until these show nothing new either. What is new in a process sets
 * it and all its ancestors back; the quiet calls of one that ends count for its
 * parent. The longer a process took to show what is new, the longer it must be
 * quiet: what it does first after a filter is loaded stops for ever.
 */
#ifndef TRACER_LINEAGE_H
#define TRACER_LINEAGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	LINEAGE_QUIET = 200,                  /* calls without anything new before a filter is loaded, */
	LINEAGE_SERVER = 3000,                /* the same for a program that may be a server, until it listens: see lineage_is_ready() */
	LINEAGE_PART = 2,                     /* and at least this part of those before the last that was new */
	LINEAGE_WAIT = 50,                    /* calls until the next try, where it was not possible */
	LINEAGE_CHILD = 100                   /* quiet calls of a child that ended count for its parent, up to so many */
};

struct lineage {
	unsigned references;                  /* tasks, and children that are not forgotten */
	unsigned tasks;                       /* that live */
	struct lineage *parent;               /* the process that created it; NULL: not known, or over */
	pid_t tgid;
	bool loaded;                          /* a learned filter of ours was loaded here, or was inherited */
	const char *plain;                    /* why it never gets one (any more), "": another engine; NULL: it may */
	bool eager;                           /* earlier traces are known: it needs not be quiet first */
	bool listened;                        /* it, or a process that it descends from */
	uint64_t calls, last_new;             /* of it that were seen, and when something was new */
	uint64_t quiet;                       /* calls since then, its children's too */
	uint64_t calls_loaded;                /* seen since the filter was loaded */
};

/* The first task of a new process, a child of `parent`, which may be NULL; and one more thread of it. */
struct lineage *lineage_new(struct lineage *parent, pid_t tgid);
struct lineage *lineage_join(struct lineage *lineage);
void lineage_leave(struct lineage *lineage);  /* a task is gone; NULL is allowed */

/* A call stopped; `news`: it showed something new. */
void lineage_call(struct lineage *lineage, bool news);

/* No filter can be loaded at present. */
void lineage_wait(struct lineage *lineage);

/* It is a server that is ready: what it does from now on, and starts, is another phase. */
void lineage_listens(struct lineage *lineage);

/* Ready for a filter; NULL is not. `server`: imports_prefork(). Its workers are made
 * of its program, without an exec, and do what it has not done, so a filter before
 * them would know nothing of their calls. 3,000: PostgreSQL duplicates and closes
 * 1,000 descriptors before it listens. */
bool lineage_is_ready(const struct lineage *lineage, bool server);

#endif
