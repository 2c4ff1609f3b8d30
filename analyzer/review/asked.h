/* SPDX-License-Identifier: Apache-2.0 */
/*
 * asked: the arguments that the recorded calls of a change had, of those that the
 * new rule looks at. A rule often allows more than that: its whole group.
 */
#ifndef ANALYZER_REVIEW_ASKED_H
#define ANALYZER_REVIEW_ASKED_H

#include "core/policy/policy.h"
#include "core/trace/trace.h"

struct asked_arguments {                                /* zeroed: nothing */
	struct { enum role role; struct values values; } at[SYSCALL_ARGS];
	size_t count;
};

/* Adds those of a call; `rule` may be NULL. */
void asked_add(struct asked_arguments *asked, const struct trace_call *call, const struct rule *rule);

/* "prctl_op PR_CAPBSET_READ, domain AF_INET"; nothing if there are too many values, or if `what` contains the words. */
void asked_words(const struct asked_arguments *asked, const char *what, struct text *out);

#endif
