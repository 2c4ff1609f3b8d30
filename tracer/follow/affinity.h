/* SPDX-License-Identifier: Apache-2.0 */
/*
 * affinity: keeps a single task and its recorder on one CPU.
 *
 * Only one of the two runs at a time, so a second CPU only adds the cost of
 * waking it twice per call: on one CPU recording is about three times as fast.
 * Programs with a second task are left alone; so are programs that query their
 * CPUs, after they get their original affinity.
 */
#ifndef TRACER_AFFINITY_H
#define TRACER_AFFINITY_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct affinity {
	bool wanted;                          /* false: all functions do nothing */
	pid_t task;                           /* currently on our CPU, or 0 */
	cpu_set_t its, ours;                  /* original affinity */
};

/* Whether a call concerns the CPUs of its task; a kernel thread created by
 * io_uring_setup would inherit the one. */
bool affinity_is_asked(int id);

void affinity_join(struct affinity *affinity, pid_t task);
void affinity_part(struct affinity *affinity);

/* After a clone: restores the original affinity of a child, which inherited its
 * parent's. */
void affinity_part_child(struct affinity *affinity, pid_t child);

#endif
