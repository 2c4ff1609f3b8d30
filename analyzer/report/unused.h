/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unused: what a policy allows and a program does not need.
 *
 * What it needs is a policy too, derived from its traces, so that equivalents of
 * a recorded call count as needed. `beyond` is a decider that lets pass what the
 * policy lets pass and the needed one does not: of it every answer is exact, and
 * so are its dangers.
 */
#ifndef ANALYZER_REPORT_UNUSED_H
#define ANALYZER_REPORT_UNUSED_H

#include "analyzer/report/allowed.h"
#include "analyzer/report/danger.h"

struct unused_side {
	const struct policy *policy;
	const struct check_by *by;
};

struct unused_call {
	const struct allowed_call *call;      /* what the policy allows */
	const struct allowed_call *needed;    /* what is needed of it; NULL: nothing */
	arch_set archs;
	bool everywhere;                      /* on all compared archs that have the call */
	const struct danger_found *danger;    /* the first, dangerous ones before others; NULL: none */
};

struct unused {
	struct allowed allowed, needed;
	struct danger_report danger;
	arch_set archs;                       /* compared: of the policy and of the traces */
	arch_set foreign;                     /* of the policy, but not of the traces */
	size_t foreign_calls;                 /* names allowed there */
	size_t recorded, derived;             /* needed names: in the traces, and the others */
	struct unused_call *at;               /* in the order of `allowed` */
	size_t count, room;
	const char *incomplete;               /* why calls may be missing in the traces, or NULL */
	bool newer, elsewhere;                /* it lets pass calls of later kernels; calls of archs that it does not list */
	size_t unused, wider;                 /* names not needed; needed names of which more is allowed than needed */
};
void unused_free(struct unused *unused);
#define AUTO_UNUSED __attribute__((cleanup(unused_free)))

/* Fills a zeroed struct; the policies must outlive it. */
void unused_of(struct unused *unused, struct unused_side given, struct unused_side needed, const struct check_by *beyond,
               const struct trace *trace);
bool unused_is_none(const struct unused *unused);

/* `inexact` is why there may be more, or NULL; `name` is the policy's. */
void unused_text(const struct unused *unused, const char *inexact, size_t width, struct text *out);
void unused_json(const struct unused *unused, const char *name, bool exact, struct text *out);

#endif
