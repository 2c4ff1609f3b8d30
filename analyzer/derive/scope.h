/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scope: whose policy it is: keeps the calls of some programs, threads or libraries.
 */
#ifndef ANALYZER_SCOPE_H
#define ANALYZER_SCOPE_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/trace/trace.h"

/* Each list is NULL-terminated, or NULL: no limit. A call must be within all of them. */
struct scope {
	const char **programs;                /* paths or names, see core/trace/program.h */
	const char **not_programs;
	const char **threads;
	const char **libraries;               /* of the responsible frame: needs stacks */
};

/* Removes the calls that are surely not meant; what is not known stays, with a note. Nothing can be added to
 * the trace afterwards. Fails on names that mean nothing in the trace. */
int scope_select(struct trace *trace, const struct scope *scope, struct text *notes, struct err *err);

#endif
