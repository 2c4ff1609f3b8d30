/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: follows every task of a program, whatever it does.
 *
 * Births, deaths, execs, group stops and signals are the tree's business; what
 * a call means is that of its hooks. Recording and enforcing are two sets of
 * hooks over the same tree.
 */
#ifndef TRACER_TREE_H
#define TRACER_TREE_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "tracer/process/call.h"
#include "tracer/follow/family.h"
#include "tracer/follow/launch.h"
#include "tracer/follow/task.h"
#include "tracer/follow/together.h"

struct tree;

struct tree_hooks {
	/* A call is about to be made. May set task->wants_exit. -1 ends the recording. */
	int (*call)(void *context, struct task *task, const struct call_info *call, struct err *err);
	/* The call that wanted it is over; error is its errno, or 0. */
	int (*result)(void *context, struct task *task, int error, struct err *err);
	/* A signal comes; *deliver is the one to deliver, 0 for none. */
	int (*signal)(void *context, struct task *task, int *deliver, struct err *err);
	/* A new program is in the task's (new) space. */
	int (*exec)(void *context, struct task *task, struct err *err);
	/* The task is about to end with this wait status; NULL: not wanted. */
	int (*ending)(void *context, struct task *task, int status, struct err *err);
	/* The program itself runs (its own exec succeeded), or all that is attached to is
	 * seized; nothing of it has run since. NULL: not wanted. */
	int (*begun)(void *context, pid_t program, struct err *err);
	/* After each stop of an attached tree. 1: it is to be let go. NULL: not wanted. */
	int (*between)(void *context, struct err *err);
};

struct tree {
	const struct tree_hooks *hooks;
	void *context;
	struct family family;
	pid_t program;
	int status;                           /* the program's wait status, once it is over */
	bool started;                         /* the program's own execve was seen */
	bool begun;                           /* … and succeeded; or all is attached to */
	bool attached;                        /* it was there before us, and outlives us: never killed by us */
	bool waiting;                         /* some task waits */
	bool ended;                           /* by us: somebody insisted */
	struct together together;
};

/* The ptrace options of a program that we start, and that does not outlive us. */
long tree_options(const struct tree_hooks *hooks);

/* Starts the program and follows it until the last task of its tree is gone;
 * tree->status is then its wait status. -1: it could not be started, or a hook
 * failed; then all tasks are killed. */
int tree_run(struct tree *tree, struct launch *launch, struct err *err);

/* Follows processes that run already, until all are gone or to be let go. The
 * letting go is left to the kernel, when this process ends: that stops nobody. */
int tree_attach(struct tree *tree, const pid_t *pids, size_t count, struct err *err);

/* At a call of this task: from now on it is stopped at every call, and before
 * this one is made so are, if wanted, all threads of its group. */
void tree_stop_at_each_call(struct tree *tree, struct task *task, bool group);

#endif
