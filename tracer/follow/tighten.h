/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tighten: from one stop a call to a stop at each, where a filter of the
 * program's own may refuse a call before ours sees it.
 */
#ifndef TRACER_TIGHTEN_H
#define TRACER_TIGHTEN_H

#include "tracer/follow/task.h"

/* All threads of the task's group. Where some run, the task must not go on
 * before they have stopped: task->waits. */
void tighten_group(struct tasks *tasks, struct task *task);

/* Lets those go on that waited for nobody else; true if some still wait. */
bool tighten_release(struct tasks *tasks);

#endif
