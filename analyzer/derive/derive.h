/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive: from what was seen to what shall be allowed.
 *
 * A pure function of a trace (many traces are merged first) and a few choices
 * of the author. derive_policy() in derive.c lists its passes in order, and is
 * the whole of the analysis.
 */
#ifndef ANALYZER_DERIVE_H
#define ANALYZER_DERIVE_H

#include <stdbool.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "core/trace/trace.h"

struct derive_options {
	bool exact;                           /* what was seen and cannot be avoided; no set is closed */
	bool no_args;                         /* rules without conditions on arguments */
	arch_set archs;                       /* carried to these archs too, besides those of the trace */
	const char **without_sets;            /* NULL-terminated names or families of sets to leave open, or NULL */
	const char **with_sets;               /* sets to close that are not closed by themselves, or NULL */
	const char **deny;                    /* NULL-terminated names of calls, or NULL */
	const char **envelopes;               /* runtimes (core/libc/envelope.h) to make room for, or NULL */
	const char **supervise;               /* NULL-terminated names of calls that a supervisor shall answer, or NULL */
	bool kill;                            /* end whoever makes a call that nothing legitimate makes */
	struct verdict otherwise;             /* the policy's default */
};

/* Fills a policy (zeroed by the caller). `told` gets a line for each thing the
 * author must know: what a denied member breaks, what a filter cannot see.
 * Fails on names of sets, calls or runtimes that do not exist, and on a trace without a
 * call where no arch is asked for. */
int derive_policy(struct policy *policy, const struct trace *trace, const struct derive_options *options,
                  struct text *notes, struct err *err);

/* Adds the rules of an edited policy over a derived one: where both have a
 * rule for a call, the author's stands. */
void derive_overlay(struct policy *policy, const struct policy *author);

#endif
