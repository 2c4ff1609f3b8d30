/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trace_end: how the program that a trace was recorded of ended.
 *
 * What a failed program did not come to is not in its trace, so a trace that
 * says nothing of it is not as good as one that says success.
 */
#ifndef CORE_TRACE_END_H
#define CORE_TRACE_END_H

#include <jansson.h>
#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/mem.h"

struct trace_end {
	enum {
		TRACE_END_UNKNOWN,            /* attached to, imported, cut off, or of an earlier recorder */
		TRACE_END_STATUS,
		TRACE_END_SIGNAL
	} kind;
	int number;                           /* the exit status, 0 to 255, or the signal */
};

enum { TRACE_END_SIGNALS = 64 };              /* the greatest number of a signal */

struct trace_end trace_end_of_wait(int wait_status);
bool trace_end_is_failure(struct trace_end end);

/* The worse of two: a signal, then a status that is not 0, then nothing known,
 * then success; of equals the greater number. Commutative, associative and
 * idempotent, so that traces merge in any order. */
struct trace_end trace_end_join(struct trace_end a, struct trace_end b);

const char *trace_end_signal(int number);     /* "SIGSEGV"; NULL: it has no name */

/* "status 1", "SIGSEGV", "signal 34"; nothing where nothing is known. */
void trace_end_text(struct trace_end end, struct text *out);

/* Its member of an object that is being written, if anything is known. */
void trace_end_write(struct trace_end end, struct text *line);

/* Reads `status` or `signal` of an object that has one of them, or neither. */
int trace_end_read(struct trace_end *end, const json_t *object, struct err *err);

#endif
