/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tsync: switches tasks from seccomp stops to syscall-entry stops, where a
 * filter of the program may deny a call before ours sees it.
 */
#ifndef TRACER_TSYNC_H
#define TRACER_TSYNC_H

#include "tracer/follow/task.h"

/* All threads of the task's group, by task_stop_before_filters() or
 * task_stop_at_each_call(). If some are running, the task must be held
 * until they have stopped: task->waits. */
void tsync_group(struct tasks *tasks, struct task *task, void (*stop)(struct task *task));

/* Resumes tasks that no longer wait for others; true if some still wait. */
bool tsync_release(struct tasks *tasks);

#endif
