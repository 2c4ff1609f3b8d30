/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit: a policy in another tool's format, one output per row and file.
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
	/* Writes `out`. Adds to `notes` what the format cannot express, a line each.
	 * */
	int (*write)(const struct policy *policy, struct text *out, struct text *notes, struct err *err);
	bool filter;                          /* it contains the compiled filter */
};

const struct emit_output *emit_output_find(const char *name);    /* NULL: no such */
const struct emit_output *emit_output_at(unsigned i);            /* NULL after the last */

const char *emit_output_name_at(unsigned i);                     /* the same by name */

/* Warnings about what this policy allows beyond the reach of a filter
 * (io_uring, clone3, socketcall's pointers), a line each. */
void emit_warnings(const struct policy *policy, struct text *notes);

#endif
