/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_unit: records the next start of a systemd service.
 */
#ifndef CLI_RECORD_UNIT_H
#define CLI_RECORD_UNIT_H

#include "cli/common/trace_file.h"
#include "core/base/mem.h"
#include "tracer/adopt/start.h"
#include "tracer/tracer.h"

struct unit_start {
	struct arena arena;
	const char *name;                     /* with its type: "web.service" */
	const char *root;                     /* of its files; "": that of the machine */
	const char *files[32];                /* what its commands execute, each once */
	bool starts;                          /* it has an ExecStart= */
	struct start start;
	pid_t first;                          /* of its processes */
	struct trace_file *file;
	pid_t looker;                         /* a process that looks whether the unit still executes commands */
};
void unit_free(struct unit_start *unit);
#define AUTO_UNIT __attribute__((cleanup(unit_free)))

/* Takes the answer of `systemctl show`. */
int unit_parse(struct unit_start *unit, const char *name, const char *shown, struct err *err);

/* Looks the unit up and waits for its next start; then the options are for it. 0: it has
 * started; -1 also if SIGINT or SIGTERM came first. */
int unit_await(struct unit_start *unit, const char *name, struct trace_file *file, struct record_options *how, struct err *err);

#endif
