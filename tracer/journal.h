/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal: the trace of a recording, and its lines in the file.
 *
 * What is new in the trace is in the file before the program continues: a
 * recorder that is killed loses counts only.
 */
#ifndef TRACER_JOURNAL_H
#define TRACER_JOURNAL_H

#include "core/base/err.h"
#include "core/trace/trace.h"

struct journal {
	struct trace *trace;
	const struct trace_writer *writer;
};

/* A note is written once. */
int journal_note(const struct journal *journal, const char *text, struct err *err);

/* Notes that calls are missing if the trace has no room for them. `entry`: of the
 * last call, or TRACE_NOWHERE. */
int journal_note_room(const struct journal *journal, int entry, struct err *err);

/* Writes an entry as it is now. */
int journal_write(const struct journal *journal, int entry, struct err *err);

/* Joins what was seen of a call to its entry: one that has just been added to the
 * trace, or a known one. */
int journal_add(const struct journal *journal, int entry, const struct trace_call *seen, struct err *err);
int journal_join(const struct journal *journal, int entry, const struct trace_call *seen, struct err *err);

#endif
