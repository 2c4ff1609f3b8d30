/* SPDX-License-Identifier: Apache-2.0 */
/*
 * family: whose child a new task is.
 *
 * Two orders are not given by the kernel and are mended here: a child's first
 * stop may come before its parent's event (the child is held until we know
 * whose it is), and a parent may die before its event (its address space is
 * remembered for the child).
 */
#ifndef TRACER_FAMILY_H
#define TRACER_FAMILY_H

#include "tracer/tree.h"

void family_on_birth(struct tree *tree, struct task *parent);
void family_on_no_birth(struct tree *tree, struct task *parent);  /* its call is over, and named no child */
void family_on_stranger(struct tree *tree, pid_t tid, int status);
void family_on_death(struct tree *tree, struct task *task);   /* and forgets the task */

#endif
