/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proc: what /proc contains about a task.
 */
#ifndef TRACER_PROC_H
#define TRACER_PROC_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "core/base/err.h"
#include "core/base/mem.h"

/* Fails unless /proc shows this process by its own ID: otherwise the files of a task would be another's, or missing. */
int proc_check(struct err *err);

/* A file in the directory of a task; NULL if there is no such task. */
FILE *proc_open(pid_t tid, const char *file);

struct proc_stat {                            /* /proc/TID/stat */
	char state;                           /* as in proc(5); 0: no such task */
	unsigned flags;                       /* PF_*, include/linux/sched.h */
};

struct proc_stat proc_stat(pid_t tid);

/* Whether the process, of which `tid` is a thread, has no thread left that runs: its parent has not noticed yet. */
bool proc_has_ended(pid_t tid);

struct proc_status {                          /* /proc/TID/status */
	int tgid;                             /* 0: no such task */
	int parent;                           /* the process that started it, or that takes the place of one that is over */
	int tracer;                           /* the thread that traces it; 0: none, or in another pid namespace */
	int seccomp;                          /* SECCOMP_MODE_* */
	unsigned long long pending;           /* of the thread or its process; bit n-1 is signal n */
	unsigned long long blocked, ignored, caught;
};

struct proc_status proc_status(pid_t tid);

/* Its environment, each variable with its NUL; nothing of no task. */
void proc_environ(pid_t tid, struct text *out);

/* The kernel's name of a task, "" if there is none; `name` has room for 64 bytes. */
const char *proc_comm(pid_t tid, char *name);

#endif
