/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_perf_lines: the two kinds of lines that perf prints of a call.
 */
#ifndef TRACER_IMPORT_PERF_LINES_H
#define TRACER_IMPORT_PERF_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An event of a tracepoint: the call is told by number, or by name. */
struct perf_event {
	uint32_t pid;                         /* 0: not told */
	bool exit;                            /* the call's end */
	const char *name;                     /* of the tracepoint, behind "sys_enter_"; NULL: by number */
	size_t length;
	uint32_t nr;
	const char *registers;                /* "(0, 7ff, 3, …)", or "" */
	int64_t result;                       /* at its end */
};
bool perf_event(const char *line, struct perf_event *out);

/* A call as perf trace words it. */
struct perf_call {
	uint32_t pid;                         /* 0: not told */
	int id;                               /* enum syscall_id */
	bool continued, unfinished;           /* another line has its beginning; or its end */
	int64_t result;                       /* an error as perf trace names it, negated; else 0 or what is returned */
};
bool perf_call(const char *line, struct perf_call *out);

/* Whether a line of perf trace is of something else: "sched:sched_switch(…)", "minfault […]". */
bool perf_is_other(const char *line);

#endif
