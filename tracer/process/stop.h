/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stop: what a wait status of a traced task means.
 *
 * Decoded first, acted on later: the act needs a process, the meaning does not.
 */
#ifndef TRACER_STOP_H
#define TRACER_STOP_H

#include <sys/types.h>

enum stop {
	STOP_GONE,                            /* exited or killed */
	STOP_CALL,                            /* PTRACE_SYSCALL: at the entry or exit of a call */
	STOP_SECCOMP,                         /* a filter said SECCOMP_RET_TRACE */
	STOP_BIRTH,                           /* made a child or a thread */
	STOP_EXEC,
	STOP_EXIT,                            /* about to die, its registers still there */
	STOP_GROUP,                           /* the whole process is stopped (SIGSTOP, SIGTSTP, …) */
	STOP_FIRST,                           /* a new task, an interrupt, or the end of a group stop */
	STOP_SIGNAL,                          /* a signal is about to be delivered */
	STOP_OTHER                            /* nothing to do but go on */
};

enum stop stop_decode(int status);

/* What comes with an event: a child's id, an exit status, … */
unsigned long stop_event_message(pid_t tid);

#endif
