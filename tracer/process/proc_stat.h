/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proc_stat: fields of /proc/TID/stat.
 */
#ifndef TRACER_PROC_STAT_H
#define TRACER_PROC_STAT_H

#include <sys/types.h>

struct proc_stat {
	char state;                           /* as in proc(5); 0: no such task */
	unsigned flags;                       /* PF_*, include/linux/sched.h */
};

struct proc_stat proc_stat(pid_t tid);

#endif
