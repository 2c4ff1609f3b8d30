/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice: calls that bear on the recording itself.
 */
#ifndef TRACER_NOTICE_H
#define TRACER_NOTICE_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/process/call.h"
#include "tracer/follow/task.h"

enum notice {
	NOTICE_NONE,
	NOTICE_FILTER,                        /* the task loads a filter of its own */
	NOTICE_FILTER_FOR_ALL,                /* … for all threads of its group */
	NOTICE_LISTENED_FOR_ALL,              /* … with a descriptor as its result */
	NOTICE_STRICT,                        /* asks for seccomp strict mode */
	NOTICE_DISPATCH,                      /* turns syscall user dispatch on */
	NOTICE_TRACER,                        /* wants to trace a task, or to be traced */
	NOTICE_COUNT
};

enum notice notice_call(const struct call_info *call);
bool notice_is_filter(enum notice notice);

/* Whether the call did what it asked for, by its result; a probe for what a
 * kernel can do is a call that fails. A call that failed because of us is told
 * as well: strict mode (at once, the result is not needed) and ptrace. */
bool notice_holds(enum notice notice, int64_t result);

/* What a reader of the trace should know of it. */
const char *notice_text(enum notice notice);

#endif
