/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice: calls that affect the recording itself.
 */
#ifndef TRACER_NOTICE_H
#define TRACER_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/process/call.h"
#include "tracer/follow/task.h"

enum notice {
	NOTICE_NONE,
	NOTICE_FILTER,                        /* the task loads its own filter */
	NOTICE_FILTER_FOR_ALL,                /* … into all threads of its group */
	NOTICE_LISTENED_FOR_ALL,              /* … with a descriptor as its result */
	NOTICE_STRICT,                        /* enters seccomp strict mode */
	NOTICE_DISPATCH,                      /* turns on syscall user dispatch */
	NOTICE_TRACER,                        /* wants to trace a task, or to be traced */
	NOTICE_COUNT
};

enum notice notice_call(const struct call_info *call);
bool notice_is_filter(enum notice notice);

/* Whether the call had its effect, by its result: a feature test is a call that
 * fails. Calls that fail because of the recorder are reported too: strict mode
 * (at once, without its result) and ptrace. */
bool notice_holds(enum notice notice, int64_t result);

/* The note for a reader of the trace. */
const char *notice_text(enum notice notice);

#endif
