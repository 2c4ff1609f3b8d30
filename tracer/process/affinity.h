/* SPDX-License-Identifier: Apache-2.0 */
/*
 * affinity: keeps a task and its recorder on one CPU.
 *
 * Only one of the two runs at a time, so a second CPU only adds the cost of
 * waking it twice per call: on one CPU recording is about three times as fast.
 * Programs that query their CPUs get their original affinity first; trees of
 * those that change it are left alone. follow/together.h decides about several tasks.
 */
#ifndef TRACER_AFFINITY_H
#define TRACER_AFFINITY_H

#include <sched.h>
#include <stdbool.h>
#include <sys/types.h>

struct affinity {
	bool wanted;                          /* false: all functions do nothing */
	pid_t task;                           /* the first that came to our CPU, or 0: none is there */
	unsigned stops;                       /* since then, of several tasks */
	bool crowded;                         /* another task was active at the last look */
	int cpu;                              /* ours, while they share it */
	cpu_set_t its, ours;                  /* original affinity */
};

/* Whether a call concerns the CPUs of its task; a kernel thread created by
 * io_uring_setup would inherit the one. */
bool affinity_is_asked(int id);

void affinity_join(struct affinity *affinity, pid_t task);

/* Restores the affinity of the recorder. */
void affinity_part(struct affinity *affinity);

/* Restores the original affinity of a task that may have inherited our CPU; one
 * that somebody has given other CPUs meanwhile keeps them. */
void affinity_release(const struct affinity *affinity, pid_t task);

#endif
