/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resume: resumes a stopped task.
 */
#ifndef TRACER_RESUME_H
#define TRACER_RESUME_H

#include "tracer/follow/task.h"

void resume_task(struct task *task, int sig);

/* From its first stop, or from a group stop, which it then stays in. */
void resume_as_stopped(struct task *task, int status);

#endif
