/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_unit: records the next start of a systemd service.
 */
#ifndef CLI_RECORD_UNIT_H
#define CLI_RECORD_UNIT_H

#include "cli/common/trace_file.h"
#include "core/base/mem.h"
#include "tracer/adopt/start.h"
#include "tracer/adopt/unit_plan.h"
#include "tracer/tracer.h"

struct unit_start {
	struct arena arena;
	struct unit_plan plan;
	struct start start;
	pid_t first;                          /* of its processes */
	char invocation[64];                  /* INVOCATION_ID of the start that is recorded; "": none */
	struct unit_main main;
	unsigned char *seen;                  /* the processes that ended while they were recorded: a bit each */
	bool missed;                          /* the main process is not among them */
	bool over;                            /* that start is over, which we have not left before */
	char result[32];                      /* … with this result; "": unknown */
	struct trace_file *file;
	pid_t looker;                         /* a process that looks whether the unit still executes commands */
};
void unit_free(struct unit_start *unit);
#define AUTO_UNIT __attribute__((cleanup(unit_free)))

/* Looks the unit up and waits for its next start; then the options are for it. 0: it has
 * started; -1 also if SIGINT or SIGTERM came first. */
int unit_await(struct unit_start *unit, const char *name, struct trace_file *file, struct record_options *how, struct err *err);

/* After the recording: the wait status that it has, that of the unit's main process; 0 also if we left it, or if it was
 * stopped. Says how the unit failed. */
int unit_status(struct unit_start *unit, bool quiet);

#endif
