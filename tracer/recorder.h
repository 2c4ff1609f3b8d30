/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recorder: the state of a recording, for record.c and record_hooks.c alone.
 */
#ifndef TRACER_RECORDER_H
#define TRACER_RECORDER_H

#include "tracer/adopt/wake.h"
#include "tracer/fast_unwind.h"
#include "tracer/follow/tree.h"
#include "tracer/journal.h"
#include "tracer/learner.h"
#include "tracer/observe.h"
#include "tracer/programs.h"
#include "tracer/tracer.h"

struct recorder {
	struct observer observer;
	struct fast_unwind fast;
	struct tree tree;
	struct journal journal;
	struct programs programs;
	struct learner learner;
	struct waking waking;
	const struct record_options *options;
	bool no_probes;
	bool arrived;                         /* options->joining may have another process */
};

/* What is recorded of each stop; their context is a struct recorder. */
extern const struct tree_hooks record_hooks;

#endif
