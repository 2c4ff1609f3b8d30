/* SPDX-License-Identifier: Apache-2.0 */
/*
 * learner: what the engine learn knows, and the filter that it makes of it.
 */
#ifndef TRACER_LEARNER_H
#define TRACER_LEARNER_H

#include "core/base/err.h"
#include "tracer/confine/reader.h"
#include "tracer/follow/late_filter.h"
#include "tracer/follow/task.h"
#include "tracer/journal.h"
#include "tracer/learn/bpf.h"
#include "tracer/learn/known.h"
#include "tracer/process/call.h"

struct learner {
	const struct journal *journal;
	struct elf_reader *reader;                /* of the files of earlier traces */
	void (*say)(const char *line);        /* about each process; NULL: not wanted */
	struct known known;
	struct bpf code;                     /* of the latest filter */
	struct sock_fprog filter;
	bool outdated;                        /* more is known since */
	bool complete;                        /* all that earlier traces know was taken */
};

/* Copies to the trace what earlier traces know of calls that may pass, of images that
 * are as they were. `only`: the programs that are wanted, or NULL. */
int learner_take_known(struct learner *learner, const struct trace *earlier, const char *const *only, struct err *err);

/* A call of this task stopped and is in the entry task->call; `covered`: its values were there. */
void learner_saw(struct learner *learner, struct task *task, const struct call_info *info, bool covered);

/* Under a learned filter: the entry of a known call at the same offset with the same values; NULL: none. Such a
 * call passes, or would if the filter had been made later, so this one has the same site. */
const struct trace_call *learner_again(const struct learner *learner, const struct task *task, const struct call_info *info);

/* For the hooks of the tree. */
const struct sock_fprog *learner_filter(struct learner *learner, struct tasks *tasks, struct task *task, const struct call_info *info);
int learner_filtered(struct learner *learner, const struct task *task, const struct late_filter *late, struct err *err);
void learner_over(const struct learner *learner, const struct task *task);

void learner_free(struct learner *learner);

#endif
