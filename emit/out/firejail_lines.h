/* SPDX-License-Identifier: Apache-2.0 */
/*
 * firejail_lines: the lines of a profile beside seccomp.keep that refuse nothing that a policy allows: protocol,
 * memory-deny-write-execute and restrict-namespaces. They compare arguments, which a list of names cannot.
 */
#ifndef EMIT_OUT_FIREJAIL_LINES_H
#define EMIT_OUT_FIREJAIL_LINES_H

#include "core/base/mem.h"
#include "core/policy/policy.h"

struct firejail_lines {
	const struct policy *policy;          /* borrowed; without ranges of numbers that have a name */
	bool has_protocols, has_mdwx;
	uint64_t families;                    /* bit i: AF_ i, which the policy allows */
	uint32_t namespaces;                  /* CLONE_NEW… that the policy refuses, if the line is written; else 0 */
};

void firejail_lines_of(struct firejail_lines *lines, const struct policy *policy);

/* Whether the lines refuse whatever the policy refuses of this call by its arguments. */
bool firejail_lines_say(const struct firejail_lines *lines, enum syscall_id id);

/* Whether the list may let clone3 through, as the lines answer ENOSYS to it, and the policy does. */
bool firejail_lines_answer_clone3(const struct firejail_lines *lines);

void firejail_lines_put(const struct firejail_lines *lines, struct text *out, struct text *notes);

#endif
