/* SPDX-License-Identifier: Apache-2.0 */
/*
 * together: keeps a single task and its recorder on one CPU.
 *
 * Only one of the two runs at a time, so a second CPU only adds the cost of
 * waking it twice per call: on one CPU recording is about three times as fast.
 * Programs with a second task are left alone; so are programs that query their
 * CPUs, after they get their original affinity.
 */
#ifndef TRACER_TOGETHER_H
#define TRACER_TOGETHER_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct together {
	bool wanted;                          /* false: all functions do nothing */
	pid_t task;                           /* currently on our CPU, or 0 */
	cpu_set_t its, ours;                  /* original affinity */
};

void together_join(struct together *together, pid_t task);
void together_part(struct together *together);

/* After a clone: restores the original affinity of a child, which inherited its
 * parent's. */
void together_part_child(struct together *together, pid_t child);

#endif
