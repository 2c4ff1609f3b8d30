/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: follows every task of a program.
 *
 * Clones, exits, execs, group stops and signals are handled by the tree; the
 * hooks decide what a call means. Recording and enforcing are two sets of
 * hooks.
 */
#ifndef TRACER_TREE_H
#define TRACER_TREE_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "tracer/process/call.h"
#include "tracer/follow/family.h"
#include "tracer/follow/late_filter.h"
#include "tracer/follow/launch.h"
#include "tracer/follow/task.h"
#include "tracer/process/affinity.h"

struct tree;

struct tree_hooks {
	/* At a call's entry. May set task->wants_exit. -1 ends the recording. */
	int (*call)(void *context, struct task *task, const struct call_info *call, struct err *err);
	/* At the exit of a call that set wants_exit; error is its errno, or 0. */
	int (*result)(void *context, struct task *task, int error, struct err *err);
	/* A signal arrives; *deliver is the one to deliver, 0 for none. */
	int (*signal)(void *context, struct task *task, int *deliver, struct err *err);
	/* The task has executed a new program in a new address space. */
	int (*exec)(void *context, struct task *task, struct err *err);
	/* The task is about to exit with this wait status; NULL: not needed. */
	int (*ending)(void *context, struct task *task, int status, struct err *err);
	/* The task has exited with this wait status; NULL: not needed. */
	void (*ended)(void *context, pid_t tid, int status);
	/* A learned filter pays in the process of this task, which is at the entry of a
	 * call: the filter, or NULL, not at this call. Then what became of it, as in
	 * late_filter.h. NULL: not needed. */
	const struct sock_fprog *(*filter)(void *context, struct task *task, const struct call_info *call);
	int (*filtered)(void *context, struct task *task, const struct late_filter *late, struct err *err);
	/* The last task of a process is over. NULL: not needed. */
	void (*over)(void *context, const struct task *task);
	/* A dormant task has executed a program. 1: its calls are wanted, and its engine
	 * is set; 0: they are not. NULL: no task is dormant. */
	int (*wakes)(void *context, struct task *task, struct err *err);
	/* All processes to attach to are seized. NULL: not needed. */
	int (*seized)(void *context, struct err *err);
	/* The program was executed, or all attached processes are seized; none
	 * has run since. NULL: not needed. */
	int (*begun)(void *context, pid_t program, struct err *err);
	/* After each stop of an attached tree: 1: *pid has been executed, and is stopped before its first instruction: it is
	 * followed too. 0: there is none. NULL: not needed. */
	int (*joining)(void *context, pid_t *pid, struct err *err);
	/* The same when all tasks are over: waits for one. 0: that is all. */
	int (*next)(void *context, pid_t *pid, struct err *err);
	/* After each stop of an attached tree. 1: detach. NULL: not needed. */
	int (*between)(void *context, struct err *err);
};

struct tree {
	const struct tree_hooks *hooks;
	void *context;
	struct family family;
	pid_t program;
	int status;                           /* the program's wait status, once it has exited */
	bool started;                         /* the program's own execve was seen */
	bool begun;                           /* … and succeeded; or all processes are attached */
	bool spared;                          /* it outlives us: never killed */
	bool attached;                        /* the same, and it was running before us, or what started it is over */
	bool executed;                        /* what is attached to has been executed, and is stopped before its first instruction */
	int standstill;                       /* the signal that stopped the program, which is our child; 0: it is not stopped */
	pid_t woken;                          /* the first dormant process whose calls were wanted; 0: none yet */
	bool woken_over;                      /* it has exited, with this wait status: */
	int woken_status;
	bool eager;                           /* the program gets a filter at its first call that may pass: nothing of earlier traces is to be learned anew */
	bool waiting;                         /* some task is held */
	bool ended;                           /* killed by us because the user insisted */
	struct vdso_images vdso_images;
	struct affinity affinity;
};

/* The ptrace options for a program that outlives us, or does not. */
long tree_options(const struct tree_hooks *hooks, bool outlives);

/* Starts the program and follows it until the last task of its tree is gone;
 * tree->status is then its wait status. -1: it could not be started, or a hook
 * failed and all tasks were killed. */
int tree_run(struct tree *tree, struct launch *launch, struct err *err);

/* Follows running processes until all have exited or `between` asks to detach.
 * The kernel detaches when this process exits, which stops no task. With family.engine
 * engine_dormant they are not disturbed, and recorded once they wake. */
int tree_attach(struct tree *tree, const pid_t *pids, size_t count, struct err *err);

/* At a call of this task: from now on it stops at every call, before a filter other
 * than ours judges it. If `group`, all threads of its group do, before this call is
 * made. */
void tree_stop_at_each_call(struct tree *tree, struct task *task, bool group);

/* The same for its group, without such a filter. */
void tree_stop_group(struct tree *tree, struct task *task);

#endif
