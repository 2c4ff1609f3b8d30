/* SPDX-License-Identifier: Apache-2.0 */
/*
 * end: how the recorded program ended.
 *
 * Calls that a failed program did not reach are not in its trace, so a trace
 * without a known end counts less than one with success.
 */
#ifndef CORE_TRACE_END_H
#define CORE_TRACE_END_H

#include <jansson.h>
#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/mem.h"

struct trace_end {
	enum {
		TRACE_END_UNKNOWN,            /* attached, imported, interrupted, or from an older recorder */
		TRACE_END_STATUS,
		TRACE_END_SIGNAL
	} kind;
	int number;                           /* the exit status, 0 to 255, or the signal */
};

enum { TRACE_END_SIGNALS = 64 };              /* the greatest number of a signal */

struct trace_end trace_end_of_wait(int wait_status);
bool trace_end_is_failure(struct trace_end end);

/* The worse of two: a signal, then a nonzero status, then unknown, then success;
 * among equals the greater number. Commutative, associative and
 * idempotent, so that traces merge in any order. */
struct trace_end trace_end_join(struct trace_end a, struct trace_end b);

const char *trace_end_signal(int number);     /* "SIGSEGV"; NULL if it has no name */

/* "status 1", "SIGSEGV", "signal 34"; nothing if unknown. */
void trace_end_text(struct trace_end end, struct text *out);

/* Writes its member of an object, if known. */
void trace_end_write(struct trace_end end, struct text *line);

/* Reads `status` or `signal` of an object that has at most one of them. */
int trace_end_read(struct trace_end *end, const json_t *object, struct err *err);

#endif
