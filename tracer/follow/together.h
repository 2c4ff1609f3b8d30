/* SPDX-License-Identifier: Apache-2.0 */
/*
 * together: a lone task and its recorder on one CPU.
 *
 * While one waits the other works, so a second CPU brings nothing but the cost
 * of waking it, twice a call: on one CPU recording is about three times as
 * fast. A program with a second task is left to itself, and one that asks for
 * its CPUs gets its own answer and is left alone from then on.
 */
#ifndef TRACER_TOGETHER_H
#define TRACER_TOGETHER_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct together {
	bool wanted;                          /* false: all calls here do nothing */
	pid_t task;                           /* on our CPU now, or 0 */
	cpu_set_t its, ours;                  /* CPUs before */
};

void together_join(struct together *together, pid_t task);
void together_part(struct together *together);

/* After a birth: a child has got the CPUs of its parent, and gets back those of before. */
void together_part_child(struct together *together, pid_t child);

#endif
