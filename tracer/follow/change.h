/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change: calls that may unmap code, a ring or the vDSO.
 *
 * Between such a call's entry and its end nobody can say what is mapped: other
 * threads go on, and may map something else in its place before we hear that
 * the call is over. Meanwhile the space remembers nothing; and only when the
 * call has succeeded is something gone.
 */
#ifndef TRACER_CHANGE_H
#define TRACER_CHANGE_H

#include "tracer/follow/task.h"
#include "tracer/process/call.h"

/* At the entry of a call: true if its end is to be given to change_at_exit(). */
bool change_at_entry(struct task *task, const struct call_info *call);
void change_at_exit(struct task *task);

/* The task leaves its space, by its death or by an exec. */
void change_release(struct task *task);

#endif
