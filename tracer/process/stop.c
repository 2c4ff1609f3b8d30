/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Implements ptrace(2) for tasks attached by PTRACE_SEIZE: there a group stop
 * is a separate event and cannot be mistaken for a signal.
 */
#include "tracer/process/stop.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

enum { SYSGOOD = 0x80, EVENT_STOP = 128 };

static bool is_stopping(int sig)
{
	return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

static enum stop decode_event(int event, int sig)
{
	switch (event) {
	case PTRACE_EVENT_SECCOMP:
		return STOP_SECCOMP;
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		return STOP_BIRTH;
	case PTRACE_EVENT_EXEC:
		return STOP_EXEC;
	case PTRACE_EVENT_EXIT:
		return STOP_EXIT;
	case EVENT_STOP:
		return is_stopping(sig) ? STOP_GROUP : STOP_FIRST;
	default:
		return STOP_OTHER;
	}
}

enum stop stop_decode(int status)
{
	if (!WIFSTOPPED(status))
		return STOP_GONE;
	if (status >> 16)
		return decode_event(status >> 16, WSTOPSIG(status));
	return WSTOPSIG(status) == (SIGTRAP | SYSGOOD) ? STOP_CALL : STOP_SIGNAL;
}

unsigned long stop_event_message(pid_t tid)
{
	unsigned long message = 0;

	ptrace(PTRACE_GETEVENTMSG, tid, NULL, &message);
	return message;
}
