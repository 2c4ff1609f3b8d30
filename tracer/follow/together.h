/* SPDX-License-Identifier: Apache-2.0 */
/*
 * together: when the tasks of a tree share the recorder's CPU.
 *
 * A single task always does. A child that it starts stays, since a shell and its
 * child run in turn; they part as soon as two tasks really run at a time. Once
 * only one task is left, it joins the recorder again.
 */
#ifndef TRACER_TOGETHER_H
#define TRACER_TOGETHER_H

#include "tracer/process/affinity.h"
#include "tracer/follow/task.h"

enum {
	TOGETHER_STOPS = 16,                  /* the other tasks are looked at after so many stops; two looks decide */
	TOGETHER_TASKS = 8                    /* more tasks never stay together */
};

/* Does nothing unless this is the only task, at one stop a call or more. */
void together_join(struct affinity *affinity, struct tasks *tasks);

/* A task is born; its parent has stopped. It inherited its parent's CPU. */
void together_birth(struct affinity *affinity, struct tasks *tasks, struct task *parent, pid_t child);

/* A task has stopped at a call. */
void together_stop(struct affinity *affinity, struct tasks *tasks, const struct task *stopped);

/* Gives all tasks and the recorder their own CPUs back. */
void together_part(struct affinity *affinity, struct tasks *tasks);

#endif
