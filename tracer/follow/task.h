/* SPDX-License-Identifier: Apache-2.0 */
/*
 * task: the tracees by thread id.
 */
#ifndef TRACER_TASK_H
#define TRACER_TASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/follow/engine.h"
#include "tracer/follow/lineage.h"
#include "tracer/space/address_space.h"

/* Arguments of a call that were replaced, see clone_event.c. */
enum { GIVEN_MOST = 2 };
struct given {
	unsigned arguments;                   /* bit mask of the replaced arguments */
	enum arch arch;                       /* of the call */
	uint64_t before[GIVEN_MOST];          /* the original values */
	uint64_t copy;                        /* address of the copy of clone3's struct, or 0 */
	uint32_t room;                        /* bit of its slot in the address space */
	uint64_t edited;                      /* where flags in the program's own memory were changed, or 0 */
};

/* What the current call unmaps if it succeeds; size 0: nothing known. */
struct mapping_change {
	uint64_t start, size;
	int what;                             /* enum syscall_id */
};

/* What io_uring needs from the result of the current call. */
enum uring_await { URING_AWAITS_NOTHING, URING_AWAITS_RING, URING_AWAITS_RESIZE, URING_AWAITS_MAP };

struct uring_wait {
	enum uring_await what;
	int fd;                               /* of the ring that is being resized or mapped */
	uint64_t at;                          /* address of the params, or offset of the mapping */
};

struct task {
	pid_t tid, tgid;
	struct address_space *space;          /* NULL while the parent is unknown */
	struct task *next;                    /* in the same bucket */
	int held;                             /* wait status of its first stop while its parent is unknown; else 0 */
	bool unnamed;                         /* no event of its parent has named it */
	bool forlorn;                         /* it is held, and no task was found that may be its parent */
	const struct engine *engine;          /* how its calls stop */
	struct lineage *lineage;              /* of its process; NULL: not known */
	bool filtered;                        /* a filter other than ours sees its calls, or may */
	bool emulated;                        /* was resumed so that its next call is skipped (resume.c) */
	bool unmade;                          /* at the exit of a skipped call that must be made */
	bool executed;                        /* its exec is over, and it is stopped before its first instruction, but we have not seen the event */
	bool remake;                          /* the next call repeats a skipped one and is made */
	bool wants_exit;                      /* stop at the exit of the current call */
	bool in_exec;                         /* in an execve */
	bool in_clone;                        /* in a fork or clone whose event is pending */
	bool lends_cpu;                       /* its clone began on the recorder's CPU, which it has left since */
	enum { NOT_REFUSED, REFUSED_WHEN_TRACED, REFUSED_BY_ARGUMENT } refused;  /* its call gets ENOSYS (tamper.c) */
	bool loads;                           /* its call loads the first filter other than ours */
	const struct probe *probed;           /* its call is that of a probe of its space, which is made */
	bool asks_seccomp;                    /* its call is PR_GET_SECCOMP */
	bool forked;                          /* its process has executed no program since it was created */
	bool escaped;                         /* its child is not traced */
	bool ends;                            /* has made its exit call */
	bool exiting;                         /* was at the stop before its end, if there are such stops */
	bool in_call;                         /* its last stop at a call was at the entry */
	bool interrupted;                     /* by us, and not stopped since, but at the entry of a call */
	bool listens;                         /* in a group stop, in which we left it */
	enum { STAYS, LEAVES, LEFT } leaving; /* it is released at its next stop outside a call; it was */
	bool stopped;                         /* by a stop signal during its current call: an EINTR is the kernel's own */
	bool stands;                          /* in a group stop */
	bool awaited;                         /* a waiting task continues when this one has stopped */
	bool waits;                           /* held at a call until no task of its group is awaited */
	uint64_t set_back;                    /* address where it repeats a call that we interrupted, or 0 */
	uint64_t clone_flags;                 /* of that call */
	uint64_t deaths_before;               /* in its family, at its last stop before a clone's event */
	struct given given;
	struct mapping_change change;
	struct uring_wait uring;
	int call;                             /* the recorder's: index of the current call, -1 */
	char name[16];                        /* the kernel's, as last read; "": must be read */
	int64_t result;                       /* of the last call whose exit was waited for */
	int hazard;                           /* the recorder's: what the call means if it succeeds, enum hazard */
	const struct engine *engine_before;   /* … and the task's engine before it */
};

enum { TASK_BUCKETS = 1024 };

struct tasks {
	struct task *bucket[TASK_BUCKETS];
	size_t count;
};

struct task *task_find(const struct tasks *tasks, pid_t tid);   /* NULL: unknown */
struct task *task_add(struct tasks *tasks, pid_t tid);
void task_remove(struct tasks *tasks, struct task *task);

/* Before the task changes or loses its address space: releases what it holds
 * there. */
void task_leave_space(struct task *task);

/* From now on it stops at each call. */
void task_stop_at_each_call(struct task *task);

/* The same, before any filter: one other than ours judges them too, or may. */
void task_stop_before_filters(struct task *task);

/* A learned filter was loaded into its process, and it is not in a call: only calls that are not known stop it. */
void task_pass_known(struct task *task);

typedef void task_visit(void *context, struct task *task);
void task_each(struct tasks *tasks, task_visit *visit, void *context);  /* visit must not remove tasks */

#endif
