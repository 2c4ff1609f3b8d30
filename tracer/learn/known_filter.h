/* SPDX-License-Identifier: Apache-2.0 */
/*
 * known_filter: the filter that lets known calls pass and traces all others.
 */
#ifndef TRACER_KNOWN_FILTER_H
#define TRACER_KNOWN_FILTER_H

#include "core/trace/types.h"
#include "tracer/learn/bpf.h"
#include "tracer/learn/known.h"

/* Whether a call may pass unseen; `values` are its recorded arguments by position, NULL: any. */
typedef bool known_may_pass(int id, const uint64_t *values);

struct known_filter {
	enum arch arch;                       /* calls of others are traced */
	uint32_t traced;                      /* the filter's answer for what is not known */
	known_may_pass *may_pass;
	uint64_t often;                       /* calls that were seen less often are traced; 0: all are */
};

/* Marks the known calls that pass. False if it is too large for the kernel; `code` is then empty. */
bool known_filter_make(const struct known_filter *filter, struct known *known, const struct trace *trace, struct bpf *code);

#endif
