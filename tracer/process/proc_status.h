/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proc_status: fields of /proc/PID/status.
 */
#ifndef TRACER_PROC_STATUS_H
#define TRACER_PROC_STATUS_H

#include <sys/types.h>

struct proc_status {
	int tgid;                             /* 0: no such task */
	int tracer;                           /* the thread that traces it; 0: none, or in another pid namespace */
	int seccomp;                          /* SECCOMP_MODE_* */
	unsigned long long pending;           /* of the thread or its process; bit n-1 is signal n */
	unsigned long long blocked, ignored, caught;
};

struct proc_status proc_status(pid_t tid);

/* The kernel's name of a task, "" if there is none; `name` has room for 64 bytes. */
const char *proc_comm(pid_t tid, char *name);

#endif
