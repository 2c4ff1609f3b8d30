/* SPDX-License-Identifier: Apache-2.0 */
/*
 * handle: what one stop of a task means for the tree.
 *
 * Births, calls, results, execs, signals and ends come here from the loop of
 * tree.c; the hooks of the tree decide what a call means.
 */
#ifndef TRACER_HANDLE_H
#define TRACER_HANDLE_H

#include "tracer/follow/tree.h"

/* Handles the stop of this wait status, and resumes the task unless it waits for
 * others or is over. -1: a hook failed. */
int handle_stop(struct tree *tree, struct task *task, int status, struct err *err);

/* Calls the hook `begun`, the first time only. -1: it failed. */
int handle_begin_once(struct tree *tree, pid_t program, struct err *err);

#endif
