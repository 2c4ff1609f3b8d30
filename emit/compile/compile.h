/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile: from a policy to a filter.
 *
 * Nothing of the proof includes this (`make layers`), so that a mistake here
 * cannot hide itself there.
 */
#ifndef EMIT_COMPILE_H
#define EMIT_COMPILE_H

#include "core/policy/policy.h"
#include "emit/filter/filter.h"

/* Fails where the filter would need more than BPF_MAXINSNS instructions (and
 * says how many), or where archs of both endiannesses are asked for at once.
 * Instructions are in host order; a word of seccomp_data is where the policy's
 * archs have it. */
int filter_compile(struct filter *filter, const struct policy *policy, struct err *err);

#endif
