/* SPDX-License-Identifier: Apache-2.0 */
/*
 * remote_call: makes a stopped task perform system calls of ours.
 *
 * At the entry of a call the task makes ours in its place, then returns to its
 * system call instruction, where its own call is pending again. At the exec stop
 * a system call instruction stands for a moment at the program's first one; no
 * other task has that memory yet. Meanwhile all signals are blocked, so that no
 * handler runs in between: they stay pending.
 *
 * A filter of the program's own judges these calls too, so do not use this where
 * there may be one. The task must have been seized with PTRACE_O_TRACESYSGOOD.
 * The calls must be short and must not create tasks, exec or exit.
 */
#ifndef TRACER_REMOTE_CALL_H
#define TRACER_REMOTE_CALL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tracer/process/registers.h"

struct remote {
	enum arch arch;                       /* of the calls that can be made here: i386 for int 0x80 */
	int status;                           /* out: wait status of the stop at which the task is now */
	bool unreaped;                        /* out, with REMOTE_GONE: its end will be reported later */
	/* internal */
	pid_t tid;
	struct registers kept;                /* of the task at its stop */
	uint64_t blocked;                     /* the signals that the task blocks */
	uint64_t code_at;                     /* at an exec: where the program starts */
	unsigned char code[8];                /* … and its bytes there */
	bool exec;                            /* began at an exec stop */
	bool at_exit;                         /* at the exit of our latest call, or of execve */
	bool stopped;                         /* the process was, since: that must be seen again */
	bool lost;
};

/* At the entry of a call (PTRACE_SYSCALL's stop) or the stop of PTRACE_EVENT_EXEC.
 * False: impossible here, and the task is as it was. */
bool remote_begin(struct remote *remote, pid_t tid);

/* Makes a call of remote->arch. *result: as the kernel returns it, -errno for an
 * error. False: the task is gone or stopped otherwise, as remote_end() reports. */
bool remote_call(struct remote *remote, uint32_t nr, const uint64_t args[SYSCALL_ARGS], int64_t *result);

enum remote_outcome {
	REMOTE_BACK,                          /* at the entry of its own call as before; after an exec stop, at the exit of execve */
	REMOTE_AGAIN,                         /* at another stop: handle its status; its own call will stop at its entry again */
	REMOTE_GONE                           /* exited, killed, or at the stop before that: handle its status */
};

/* Gives the task its registers and signals back. Call it after each
 * remote_begin() that succeeded. */
enum remote_outcome remote_end(struct remote *remote);

#endif
