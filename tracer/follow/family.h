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
#include "tracer/process/served.h"

struct family {
	struct tasks tasks;
	struct address_space *lost;           /* address space of the last task that died during a clone */
	const struct engine *engine;          /* of the first task */
	/* With engine_dormant: whether an orphan is to be recorded; if so, sets its engine. */
	bool (*belongs)(void *context, struct task *orphan);
	void *context;
	enum served served;                   /* what tasks may provide or permit */
	bool clones_unseen;                   /* clone calls do not stop: a child may appear at any time */
	bool clones_pass;                     /* those that a learned filter knows do not stop (clone_event_shows()) */
	size_t held;                          /* children whose parent is unknown */
	uint64_t deaths;                      /* of children that no event had named yet */
};

/* At its event, which names the child; 0: nobody. */
void family_on_clone(struct family *family, struct task *parent, pid_t tid);
void family_on_no_clone(struct family *family, struct task *parent);  /* the call is over and created no child */
void family_on_stranger(struct family *family, pid_t tid, int status);
void family_on_death(struct family *family, struct task *task, int status);   /* also forgets the task */
void family_on_stranger_death(struct family *family);

/* Whether a child is held whose parent's clone was not announced, so that no event may report that it was killed in
 * it. Then family_look() from time to time, when no task has anything to report, until this is false. */
bool family_must_look(const struct family *family);
void family_look(struct family *family);

/* At each stop of a task but the event of a clone. */
void family_on_stop(const struct family *family, struct task *task);

/* All tasks are gone. */
void family_forget(struct family *family);

/* Raises `served` to what the open files of tasks show. */
void family_look_for_servers(struct family *family);

#endif
