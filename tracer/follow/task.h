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
#include "tracer/space/space.h"

/* What a call is given in place of what the program gave it, see birth.c. */
enum { GIVEN_MOST = 2 };
struct given {
	unsigned arguments;                   /* which of them, a bit each */
	enum arch arch;                       /* of the call */
	uint64_t before[GIVEN_MOST];          /* what the program gave it */
	uint64_t copy;                        /* of clone3's struct, or 0 */
	uint32_t room;                        /* the bit in the space of where that is */
	uint64_t edited;                      /* where in the program's own memory flags were changed, or 0 */
};

/* What the present call unmaps, if it succeeds; size 0: nothing that we know of. */
struct change {
	uint64_t start, size;
	int what;                             /* enum syscall_id */
};

/* What io_uring needs of the result of the present call. */
enum uring_await { URING_AWAITS_NOTHING, URING_AWAITS_RING, URING_AWAITS_RESIZE, URING_AWAITS_MAP };

struct uring_wait {
	enum uring_await what;
	int fd;                               /* of the ring that is resized or mapped */
	uint64_t at;                          /* where the params are, or the offset that is mapped */
};

struct task {
	pid_t tid, tgid;
	struct space *space;                  /* NULL while nobody knows whose child it is */
	struct task *next;                    /* in its bucket */
	int held;                             /* wait status of its first stop, while its parent's event is awaited; else 0 */
	const struct engine *engine;          /* how its calls stop */
	bool filtered;                        /* a filter other than ours judges its calls, or may */
	bool emulated;                        /* goes on so that its next call is not made (resume.c) */
	bool unmade;                          /* it is at the end of a call that was not made, and is to be */
	bool remake;                          /* the next call is such a one, and is made */
	bool wants_exit;                      /* the end of the present call is to be seen */
	bool in_birth;                        /* in a fork or clone, whose event has not come */
	enum { NOT_REFUSED, REFUSED_WHEN_TRACED, REFUSED_BY_ARGUMENT } refused;  /* its call is to be ENOSYS (answer.c) */
	bool loads;                           /* its call loads the first filter that is not ours */
	bool asks_seccomp;                    /* its call is PR_GET_SECCOMP */
	bool escaped;                         /* its child has no tracer */
	bool ends;                            /* has made its exit call */
	bool interrupted;                     /* by us, and has not stopped since */
	bool stopped;                         /* by a stop signal, during its present call: an EINTR is then the kernel's own */
	bool awaited;                         /* a task that waits goes on when this one has stopped */
	bool waits;                           /* stands at a call until no task of its group is awaited */
	uint64_t set_back;                    /* where it makes a call again that we interrupted, or 0 */
	uint64_t clone_flags;                 /* of that call */
	struct given given;
	struct change change;
	struct uring_wait uring;
	int call;                             /* the recorder's: index of the present call, -1 */
	char name[16];                        /* the kernel's, as it was last read; "": to be read */
	int64_t result;                       /* of the call that was over last and was waited for */
	int notice;                           /* the recorder's: what that call means if it succeeds, enum notice */
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

/* Before it has another space, or none: what it held of the one that it has. */
void task_leave_space(struct task *task);

typedef void task_visit(void *context, struct task *task);
void task_each(struct tasks *tasks, task_visit *visit, void *context);  /* visit may not remove */

#endif
