/* SPDX-License-Identifier: Apache-2.0 */
/*
 * birth: what a fork or clone is about to share, and that no child escapes.
 */
#ifndef TRACER_BIRTH_H
#define TRACER_BIRTH_H

#include "tracer/follow/task.h"
#include "tracer/process/call.h"

enum { BIRTH_ARGS_MOST = 128 };               /* bytes of clone3's struct that can be handed on; it has 88 */

/* At the entry of any call: if it is a birth, notes its flags in the task and
 * sees to it that the kernel does not find CLONE_UNTRACED in them. */
void birth_prepare(struct task *task, const struct call_info *call);

/* The kernel copies the parent's registers: those of the child are to be put right too. */
void birth_inherit(struct task *child, const struct task *parent);

/* At its exit, and at the child's first stop: puts right what was changed. */
void birth_settle(struct task *task);

/* What the task held of its space for that, when it is gone from there. */
void birth_release(struct task *task);

/* The call is made with another argument, the first (0) or second (1), until birth_settle(). */
void birth_give(struct task *task, const struct call_info *call, unsigned argument, uint64_t value);

/* Reads clone3's struct as the kernel will: from where birth_prepare put it. */
uint64_t birth_struct_address(const struct task *task, const struct call_info *call);

#endif
