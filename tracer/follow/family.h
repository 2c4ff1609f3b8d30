/* SPDX-License-Identifier: Apache-2.0 */
/*
 * family: which task is the parent of a new task.
 *
 * The kernel does not order two pairs of events: a child's first stop may
 * precede its parent's event (the child is then held until its parent is
 * known), and a parent may die before its event (its address space is then kept
 * for the child).
 */
#ifndef TRACER_FAMILY_H
#define TRACER_FAMILY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/follow/task.h"

struct family {
	struct tasks tasks;
	struct address_space *lost;           /* address space of the last task that died during a clone */
	const struct engine *engine;          /* of the first task */
	/* With engine_dormant: whether an orphan is to be recorded; if so, sets its engine. */
	bool (*belongs)(void *context, struct task *orphan);
	void *context;
	bool clones_unseen;                   /* clone calls do not stop: a child may appear at any time */
	size_t held;                          /* children whose parent is unknown */
	uint64_t deaths;                      /* of all tasks, also of children that were not named yet */
};

void family_on_clone(struct family *family, struct task *parent);
void family_on_no_clone(struct family *family, struct task *parent);  /* the call is over and created no child */
void family_on_stranger(struct family *family, pid_t tid, int status);
void family_on_death(struct family *family, struct task *task);   /* also forgets the task */
void family_on_stranger_death(struct family *family);

/* Whether a child is held whose dormant parent, if it was killed, no event may report.
 * Then family_look() from time to time until this is false. */
bool family_must_look(const struct family *family);
void family_look(struct family *family);

/* A clone call of this task is about to be made. */
void family_before_clone(const struct family *family, struct task *parent);

/* All tasks are gone. */
void family_forget(struct family *family);

#endif
