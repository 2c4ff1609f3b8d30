/* SPDX-License-Identifier: Apache-2.0 */
/*
 * imported: what the readers of other recorders' logs share.
 *
 * A call begins with nothing known of its arguments, which is the widest
 * there is; a reader narrows what its line tells, and enters the call. The
 * tasks are a table of a fixed size: a task whose place another takes loses
 * what was known of it, never a call.
 */
#ifndef TRACER_IMPORTED_H
#define TRACER_IMPORTED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/trace/trace.h"
#include "tracer/import/summary.h"

enum { IMPORT_TASKS = 1 << 14, IMPORT_OPEN = 8 };

struct import_task {
	uint32_t pid;                         /* 0 where the log has none */
	enum arch arch;
	int entry;                            /* of the call it is in: an index into calls, or TRACE_NOWHERE */
	bool called;                          /* its line before was a call: this one */
	enum arch called_arch;
	uint32_t called_nr;
	bool proven;                          /* a call told the arch since the task was new, or ran another program */
	uint8_t open_count;
	uint16_t open[IMPORT_OPEN];           /* calls (enum syscall_id) made before that */
};

struct import {
	struct trace *trace;
	enum arch native;                     /* where nothing tells another */
	enum arch latest;                     /* of the line before: a new task's, for its parent's is not told */
	bool assumed;                         /* a call has an arch that the log does not tell */
	bool demultiplexed;                   /* a call may have been made by socketcall or ipc */
	bool counted;                         /* some calls are known by a table of counts alone */
	bool full;                            /* a call was left out for TRACE_CALLS_MOST or TRACE_SITES_MOST */
	uint64_t notes[CALL_COUNT];            /* how often a line of its own told each call, and no table did so far */
	struct summary summary;               /* of the table of counts that is being read */
	struct import_task summed;            /* whoever made the calls of it */
	bool holding;
	struct trace_call held;               /* complete but for what the lines behind it tell of its code */
	struct import_task task[IMPORT_TASKS];
};

struct import_task *imported_task(struct import *import, uint32_t pid);

/* A call made once, by unknown code, with any arguments. Its number tells x32 from x86_64. */
void imported_begin(struct trace_call *call, enum arch arch, uint32_t nr);
void imported_value(struct trace_call *call, unsigned arg, uint64_t value);

/* The same of what stood in a struct. */
void imported_deep(struct trace_call *call, enum role role, uint64_t value);

/* By its name; CALL_UNKNOWN where no table has it. */
int imported_id(const char *name, size_t length);

/* The call that a tracepoint sys_enter_NAME is of: they are named after the kernel's functions. */
int imported_probe_id(const char *name, size_t length);

/* Where it stands in the trace; TRACE_NOWHERE where there is no room left. */
int imported_enter(struct import *import, struct trace_call *call);

/* A row of a table: a call that was made `count` times, whose lines may stand in the log as well. TRACE_NOWHERE
 * where they all do: then nothing is left that could have had other arguments. */
int imported_counted(struct import *import, struct trace_call *call);

/* Enters a call when the next lines that are not its frames come, or the log ends. */
void imported_hold(struct import *import, const struct trace_call *call, int64_t result);
void imported_release(struct import *import);

/* A frame of the call that is held, innermost first; where none is held, of one that went before. */
struct imported_frame {
	char image[4096], function[1024];     /* "" where no symbol is known */
	uint64_t offset, into;
};
void imported_frame(struct import *import, const struct imported_frame *frame);

/* A return value seen: an error where it is one, and nothing otherwise. */
void imported_result(struct import *import, int entry, int64_t result);

#endif
