/* SPDX-License-Identifier: Apache-2.0 */
/*
 * perf_lines: the two kinds of lines in which perf prints a call.
 */
#ifndef TRACER_IMPORT_PERF_LINES_H
#define TRACER_IMPORT_PERF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A tracepoint event: the call is given by number or by name. */
struct perf_event {
	uint32_t pid;                         /* 0: not given */
	bool exit;                            /* exit of the call */
	const char *name;                     /* of the tracepoint, after "sys_enter_"; NULL: by number */
	size_t length;
	uint32_t nr;
	const char *registers;                /* "(0, 7ff, 3, …)", or "" */
	int64_t result;                       /* at exit */
};
bool perf_event(const char *line, struct perf_event *out);

/* A call as printed by perf trace. */
struct perf_call {
	uint32_t pid;                         /* 0: not given */
	int id;                               /* enum syscall_id */
	bool continued, unfinished;           /* its start, or its end, is on another line */
	int64_t result;                       /* an error that perf trace names, negated; else 0 or the return value */
};
bool perf_call(const char *line, struct perf_call *out);

/* Whether a line of perf trace is something else: "sched:sched_switch(…)", "minfault […]". */
bool perf_is_other(const char *line);

#endif
