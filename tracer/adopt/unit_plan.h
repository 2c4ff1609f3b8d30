/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit_plan: what a systemd unit is going to execute.
 */
#ifndef TRACER_UNIT_PLAN_H
#define TRACER_UNIT_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "tracer/adopt/unit_state.h"

struct unit_plan {
	struct arena *arena;                  /* of the strings */
	const char *name;                     /* with its type: "web.service" */
	const char *root;                     /* of its files; "": that of the machine */
	const char *files[32];                /* what its commands execute, each once */
	size_t count;
	bool starts;                          /* it has an ExecStart= */
	bool stops;                           /* it has commands that are executed after that */
	bool oneshot;                         /* Type=oneshot */
	const char *successes;                /* SuccessExitStatus=, as unit_end_is_clean() takes it */
	struct unit_state before;             /* its state now */
};

/* What `systemctl show` is to show. */
void unit_plan_properties(struct text *out);

/* Takes the answer of it. */
int unit_plan_read(struct unit_plan *unit, const char *name, const char *shown, struct err *err);

#endif
