/* SPDX-License-Identifier: Apache-2.0 */
/*
 * change: calls that may unmap code, a ring or the vDSO.
 *
 * Between entry and exit of such a call the mappings are unknown: other threads
 * keep running, and may map something else there before we see the exit. Until
 * then nothing about the address space is cached, and entries are dropped only
 * if the call succeeds.
 */
#ifndef TRACER_CHANGE_H
#define TRACER_CHANGE_H

#include "tracer/follow/task.h"
#include "tracer/process/call.h"

/* Whether a call may move the vDSO, whose probes must then be moved. */
bool change_may_move(int id);

/* At the entry of a call: true if change_at_exit() must see its exit. */
bool change_at_entry(struct task *task, const struct call_info *call);
void change_at_exit(struct task *task);

/* The task leaves its address space by exit or exec. */
void change_release(struct task *task);

#endif
