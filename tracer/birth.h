/* SPDX-License-Identifier: Apache-2.0 */
/*
 * birth: what a fork or clone is about to share, and that no child escapes.
 */
#ifndef TRACER_BIRTH_H
#define TRACER_BIRTH_H

#include "tracer/task.h"
#include "tracer/tree.h"

/* At the entry of any call: if it is a birth, notes its flags in the task and
 * takes CLONE_UNTRACED out of them. */
void birth_prepare(struct task *task, const struct call_info *call);

/* At its exit: puts back what was taken out. */
void birth_restore(struct task *task);

#endif
