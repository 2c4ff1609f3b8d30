/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep: the values that calls passed by pointer, collected over the entries of a
 * trace, and printed.
 */
#ifndef ANALYZER_DEEP_H
#define ANALYZER_DEEP_H

#include "core/base/mem.h"
#include "core/trace/trace.h"
#include "core/kernel/uring.h"

struct deep {
	struct values at[DEEP_PLACES];
	bool tail;
};

void deep_add(struct deep *deep, const struct trace_call *call);

/* The bits of a role; none if anything may have been seen. */
uint64_t deep_bits(const struct deep *deep, int id, enum role role);

/* Whether a ring performed this operation. */
bool deep_has_opcode(const struct deep *deep, int id, unsigned opcode);

/* "oflags O_RDONLY or O_CLOEXEC"; nothing if nothing was seen. */
void deep_words(const struct deep *deep, int id, unsigned place, struct text *out);

/* "READV (= preadv2)", "NOP" */
void deep_opcode_words(unsigned opcode, struct text *out);

/* As in a trace file: {"oflags": […], "tail": true}. */
void deep_json(const struct deep *deep, int id, struct text *out);

#endif
