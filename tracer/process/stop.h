/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop: what a wait status of a traced task means.
 *
 * Decoding is separate from acting on it, as it needs no process.
 */
#ifndef TRACER_STOP_H
#define TRACER_STOP_H

#include <sys/types.h>

enum stop {
	STOP_GONE,                            /* exited or killed */
	STOP_CALL,                            /* PTRACE_SYSCALL: at the entry or exit of a call */
	STOP_SECCOMP,                         /* a filter returned SECCOMP_RET_TRACE */
	STOP_BIRTH,                           /* created a child or a thread */
	STOP_EXEC,
	STOP_EXIT,                            /* about to exit, its registers still readable */
	STOP_GROUP,                           /* the whole process is stopped (SIGSTOP, SIGTSTP, …) */
	STOP_FIRST,                           /* a new task, an interrupt, or the end of a group stop */
	STOP_SIGNAL,                          /* a signal is about to be delivered */
	STOP_OTHER                            /* only needs to be resumed */
};

enum stop stop_decode(int status);

/* The data of an event: a child's id, an exit status, … */
unsigned long stop_event_message(pid_t tid);

#endif
