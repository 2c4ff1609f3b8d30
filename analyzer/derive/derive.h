/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive: from observed calls to a policy.
 *
 * A pure function of a trace (several traces are merged first) and the author's
 * options. derive_policy() in derive.c lists its passes in order, and is the
 * whole analysis.
 */
#ifndef ANALYZER_DERIVE_H
#define ANALYZER_DERIVE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/base/version.h"
#include "core/libc/level.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

/* A call that the program's x86_64 code makes on an error path. */
struct derive_reachable {
	enum syscall_id id;
	const char *by;                       /* the error function, for people */
};

struct derive_options {
	enum level level;                     /* how far to go beyond what was recorded */
	bool no_args;                         /* rules without conditions on arguments */
	bool any_unknown;                     /* no conditions on arguments that the trace does not show */
	arch_set archs;                       /* archs to support besides those of the trace */
	const char **without_sets;            /* NULL-terminated names or families of sets not to close, or NULL */
	const char **with_sets;               /* sets to close that are not closed by default, or NULL */
	const char **deny;                    /* NULL-terminated names of calls, or NULL */
	const char **envelopes;               /* runtimes (core/libc/envelope.h) to allow, or NULL */
	const char **supervise;               /* NULL-terminated names of calls for a supervisor to answer, or NULL */
	const char **portable;                /* libcs (core/libc/portable.def) to allow what they call, or NULL */
	const struct derive_reachable *reachable;    /* or NULL */
	size_t reachable_count;
	bool has_kernel;                      /* calls that `kernel` does not have also allow what programs use there instead */
	struct version kernel;
	bool no_exec;                         /* the program loads its filter itself, after it was executed */
	bool kill;                            /* kill processes that make obsolete calls */
	struct verdict otherwise;             /* the policy's default */
};

/* Fills a policy (zeroed by the caller). The notes get a line for each thing
 * the author must know: what a denied call breaks, what a filter cannot see.
 * Fails on names of sets, calls or runtimes that do not exist, and on an
 * empty trace if no arch is requested. */
int derive_policy(struct policy *policy, const struct trace *trace, const struct derive_options *options,
                  struct text *notes, struct err *err);

/* Adds the rules of an edited policy to a derived one: for the same call, the
 * author's rule overrides. */
void derive_overlay(struct policy *policy, const struct policy *author);

#endif
