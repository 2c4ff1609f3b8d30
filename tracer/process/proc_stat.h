/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proc_stat: what /proc/TID/stat says of a task.
 */
#ifndef TRACER_PROC_STAT_H
#define TRACER_PROC_STAT_H

#include <sys/types.h>

struct proc_stat {
	char state;                           /* as in proc(5); 0: there is no such task */
	unsigned flags;                       /* PF_*, include/linux/sched.h */
};

struct proc_stat proc_stat(pid_t tid);

#endif
