/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit: a policy in the words of others, one output a row and a file.
 */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

struct emit_output {
	const char *name;                     /* for -f */
	const char *help;
	/* Writes `out`. What the format cannot say is told in `told`, a line each. */
	int (*write)(const struct policy *policy, struct text *out, struct text *notes, struct err *err);
	bool filter;                          /* the compiled filter is in it */
};

const struct emit_output *emit_output_find(const char *name);    /* NULL: no such */
const struct emit_output *emit_output_at(unsigned i);            /* NULL behind the last */

/* What this policy allows that no filter can see into (io_uring, clone3,
 * socketcall's pointers), a line each, for whoever emits it. */
void emit_warnings(const struct policy *policy, struct text *notes);

#endif
