/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume: lets a stopped task go on.
 */
#ifndef TRACER_RESUME_H
#define TRACER_RESUME_H

#include "tracer/follow/task.h"

void resume_task(struct task *task, int sig);

/* From its first stop, or from a group stop, in which it then stays. */
void resume_as_stopped(struct task *task, int status);

#endif
