/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call: shared by the readers of other recorders' logs.
 *
 * A call starts with unknown arguments; a reader narrows them to what its line
 * shows, and enters the call. Tasks are in a table of fixed size: a task whose
 * slot is reused loses what was known of it, but no calls.
 */
#ifndef TRACER_IMPORTED_H
#define TRACER_IMPORTED_H

#include <stdbool.h>
#include <stdint.h>

#include "core/trace/trace.h"
#include "tracer/import/summary.h"

enum { IMPORT_TASKS = 1 << 14, IMPORT_OPEN = 8, IMPORT_BEGUN = 1 << 10, IMPORT_BEGUN_TEXT = 480 };

struct import_task {
	uint32_t pid;                         /* 0 if the log has none */
	enum arch arch;
	int entry;                            /* index of its current call, or TRACE_NOWHERE */
	bool called;                          /* its previous line was a call: this one */
	enum arch called_arch;
	uint32_t called_nr;
	bool proven;                          /* a call has proved the arch of the current program */
	uint8_t open_count;
	uint16_t open[IMPORT_OPEN];           /* calls (enum syscall_id) made before that */
};

/* What a name in a line of strace stands for. */
struct strace_meant {
	enum arch arch;
	uint32_t nr;
	enum syscall_id id;                   /* the call whose arguments the line has; CALL_UNKNOWN: none */
	int command;                          /* of socketcall or ipc; -1: neither */
};

/* A call of strace's whose arguments go on where it is resumed (tracer/import/strace_begun.h). */
struct import_begun {
	bool used;
	uint32_t pid;
	struct strace_meant meant;
	char args[IMPORT_BEGUN_TEXT];         /* as far as they were printed */
};

struct import {
	struct trace *trace;
	enum arch native;                     /* if the log does not show another */
	enum arch latest;                     /* of the previous line: used for new tasks, whose parent is unknown */
	bool assumed;                         /* the log does not show the arch of some call */
	bool demultiplexed;                   /* a call may have been made through socketcall or ipc */
	bool counted;                         /* some calls are only in a table of counts */
	bool full;                            /* a call was dropped because of TRACE_CALLS_MOST or TRACE_SITES_MOST */
	uint64_t notes[CALL_COUNT];            /* lines of each call that no table has counted yet */
	struct summary summary;               /* of the table of counts being read */
	struct import_task summed;            /* the task to which its calls belong */
	bool holding;
	struct trace_call held;               /* complete, except for sites from the next lines */
	struct import_begun begun[IMPORT_BEGUN];
	struct import_task task[IMPORT_TASKS];
};

struct import_task *imported_task(struct import *import, uint32_t pid);

/* A call made once, from an unknown site, with any arguments. Its number
 * distinguishes x32 from x86_64. */
void imported_begin(struct trace_call *call, enum arch arch, uint32_t nr);
void imported_value(struct trace_call *call, unsigned arg, uint64_t value);

/* The same for a field of a struct. */
void imported_deep(struct trace_call *call, enum role role, uint64_t value);

/* By name; CALL_UNKNOWN if no table has it. */
int imported_id(const char *name, size_t length);

/* The call of a tracepoint sys_enter_NAME; NAME is that of the kernel function. */
int imported_probe_id(const char *name, size_t length);

/* Its index in the trace; TRACE_NOWHERE if the trace is full. */
int imported_enter(struct import *import, struct trace_call *call);

/* A row of a table: a call made `count` times, some of which may also have lines
 * in the log. TRACE_NOWHERE if all do, so that no other arguments are
 * possible. */
int imported_counted(struct import *import, struct trace_call *call);

/* Enters a call once all of its frames were read, or the log ends. */
void imported_hold(struct import *import, const struct trace_call *call, int64_t result);
void imported_release(struct import *import);

/* A frame of the held call, innermost first; if no call is held, of an earlier one. */
struct imported_frame {
	char image[4096], function[1024];     /* function: "" if unknown */
	uint64_t offset, into;
};
void imported_frame(struct import *import, const struct imported_frame *frame);

/* A return value: recorded if it is an error. */
void imported_result(struct import *import, int entry, int64_t result);

#endif
