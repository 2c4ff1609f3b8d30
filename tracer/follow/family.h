/* SPDX-License-Identifier: Apache-2.0 */
/*
 * family: whose child a new task is.
 *
 * Two orders are not given by the kernel and are mended here: a child's first
 * stop may come before its parent's event (the child is held until we know
 * whose it is), and a parent may die before its event (its address space is
 * remembered for the child).
 */
#ifndef TRACER_FAMILY_H
#define TRACER_FAMILY_H

#include <stdbool.h>
#include <sys/types.h>

#include "tracer/follow/task.h"

struct family {
	struct tasks tasks;
	struct space *lost;                   /* of the last task that died in the middle of a birth */
	const struct engine *engine;          /* of its first task */
	bool births_unseen;                   /* calls that make a child are no stops: a child may show at any time */
};

void family_on_birth(struct family *family, struct task *parent);
void family_on_no_birth(struct family *family, struct task *parent);  /* its call is over, and named no child */
void family_on_stranger(struct family *family, pid_t tid, int status);
void family_on_death(struct family *family, struct task *task);   /* and forgets the task */

/* All tasks are gone. */
void family_forget(struct family *family);

#endif
