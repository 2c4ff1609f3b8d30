/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hazards: calls that affect the recording itself.
 */
#ifndef TRACER_HAZARDS_H
#define TRACER_HAZARDS_H

#include <stdbool.h>
#include <stdint.h>

#include "tracer/process/call.h"
#include "tracer/follow/task.h"

enum hazard {
	HAZARD_NONE,
	HAZARD_FILTER,                        /* the task loads its own filter */
	HAZARD_FILTER_FOR_ALL,                /* … into all threads of its group */
	HAZARD_LISTENED_FOR_ALL,              /* … with a descriptor as its result */
	HAZARD_STRICT,                        /* enters seccomp strict mode */
	HAZARD_DISPATCH,                      /* turns on syscall user dispatch */
	HAZARD_TRACER,                        /* wants to trace a task, or to be traced */
	HAZARD_COUNT
};

enum hazard hazard_call(const struct call_info *call);
bool hazard_concerns(int id);                 /* some calls of this id are a hazard */
bool hazard_is_filter(enum hazard hazard);

/* Whether the call had its effect, by its result: a feature test is a call that
 * fails. Calls that fail because of the recorder are reported too: strict mode
 * (at once, without its result) and ptrace. */
bool hazard_holds(enum hazard hazard, int64_t result);

/* The note for a reader of the trace. */
const char *hazard_text(enum hazard hazard);

#endif
