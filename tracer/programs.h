/* SPDX-License-Identifier: Apache-2.0 */
/*
 * programs: which program makes a call, and who started it.
 */
#ifndef TRACER_PROGRAMS_H
#define TRACER_PROGRAMS_H

#include <stdbool.h>

#include "core/base/err.h"
#include "tracer/follow/task.h"
#include "tracer/journal.h"
#include "tracer/program_files.h"
#include "tracer/space/locate.h"

enum {
	PROGRAMS_MOST = 1024,                 /* in a recording; the others are not known */
	PROGRAMS_BUILDS = 8                   /* of one path and name; further ones have no build-id */
};

struct programs {
	struct locator *locator;
	const struct journal *journal;
	const char *const *only;              /* keep the calls of programs that match one of these; NULL: of all */
	bool matched;                         /* there was one */
	struct program_files files;
};

/* At a call: looks up the program of its address space, once. */
int programs_look(struct programs *programs, struct task *task, struct err *err);

/* At an exec: the same, without reading the maps if that file was executed before. */
int programs_look_at_exec(struct programs *programs, struct task *task, struct err *err);

/* At the end: notes what `only` did. */
int programs_end(const struct programs *programs, struct err *err);
void programs_free(struct programs *programs);

#endif
