/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope: what a runtime itself calls between loading a program's filter and
 * becoming that program, and what it goes on to call beside it under the same filter
 * (core/libc/envelopes.def). No recording of the program can show these calls.
 */
#ifndef CORE_ENVELOPE_H
#define CORE_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"
#include "core/policy/policy.h"

struct envelope {
	const char *runtime;
	const char *label;                    /* "crun 1.8.1" */
	enum arch arch;                       /* on which it was recorded */
	const char *rules;                    /* as they stand in a policy's "calls" */
};

size_t envelope_count(void);
const struct envelope *envelope_at(size_t i);

/* Whether a name stands for a row: "crun" for each of its versions, or "crun 1.8.1". */
bool envelope_matches(const struct envelope *row, const char *name);
bool envelope_known(const char *name);

/* All labels, in the order of the table: "bwrap 0.8.0, …". */
void envelope_names(struct text *out);

/* Fills a zeroed policy with the rules. */
void envelope_read(const struct envelope *row, struct policy *policy);

#endif
