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

/* What the author chooses, besides the policy. Zeroed: nothing. */
struct emit_choice {
	const char *name;                     /* of what is written, or NULL */
	const char *common, *common_text;     /* a file that the output includes, and its contents; or NULL */
	const char *listener;                 /* the socket of a supervisor, or NULL */
	bool protect;                         /* also what restricts more than system calls */
};

struct emit_output {
	const char *name;                     /* for -f */
	const char *help;
	/* Writes `out`. Adds to `notes` what the format cannot express, a line each.
	 * */
	int (*write)(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes,
	             struct err *err);
	bool filter;                          /* it contains the compiled filter */
	bool files;                           /* it is a tar archive of several files */
	bool takes_name, takes_common, takes_protect, takes_listener;        /* the choices that matter to it */
};

/* In a name, a dash counts as an underscore. NULL: no such. */
const struct emit_output *emit_output_find(const char *name);
const struct emit_output *emit_output_at(unsigned i);            /* NULL after the last */

const char *emit_output_name_at(unsigned i);                     /* the same by name */

/* Warnings about what this policy allows beyond the reach of a filter
 * (io_uring, clone3, socketcall's pointers), a line each. */
void emit_warnings(const struct policy *policy, struct text *notes);

#endif
