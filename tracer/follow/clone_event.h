/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clone_event: fork and clone: which resources the child shares, and removal of
 * CLONE_UNTRACED.
 */
#ifndef TRACER_CLONE_EVENT_H
#define TRACER_CLONE_EVENT_H

#include "tracer/follow/task.h"
#include "tracer/process/call.h"

enum { CLONE_EVENT_ARGS_MOST = 128 };               /* bytes of clone3's struct that can be copied; it has 88 */

/* At the entry of any call: for a fork or clone, records its flags in the task
 * and hides CLONE_UNTRACED from the kernel. */
void clone_event_prepare(struct task *task, const struct call_info *call);

bool clone_event_is_clone(int id);            /* fork, vfork, clone or clone3 */

/* Whether the event of this clone shows by its kind what the child shares, so that its call need not stop, and has no
 * flag that needs us there. `values`: its arguments by position, of an arch on which the flags come first; NULL: any. */
bool clone_event_shows(int id, const uint64_t *values);

/* At the event (PTRACE_EVENT_FORK, …) of such a clone, whose call did not stop: records its flags in the task. */
void clone_event_take(struct task *task, int event);

/* The child starts with a copy of the parent's registers, so they must be restored too. */
void clone_event_inherit(struct task *child, const struct task *parent);

/* At exit of the call, and at the child's first stop: restores what was changed. */
void clone_event_settle(struct task *task);

/* Frees the slot that the task used in the address space it has left. */
void clone_event_release(struct task *task);

/* Replaces the first (0) or second (1) argument of the call until clone_event_settle(). */
void clone_event_give(struct task *task, const struct call_info *call, unsigned argument, uint64_t value);

/* The address of clone3's struct as the kernel sees it: where clone_event_prepare put
 * it. */
uint64_t clone_event_struct_address(const struct task *task, const struct call_info *call);

#endif
