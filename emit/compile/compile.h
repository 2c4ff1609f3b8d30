/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile: translates a policy into a filter.
 *
 * The proof includes nothing of this (`make layers`), so a compiler bug cannot
 * hide in it.
 */
#ifndef EMIT_COMPILE_H
#define EMIT_COMPILE_H

#include "core/policy/policy.h"
#include "emit/filter/filter.h"

/* Fails if the filter would exceed BPF_MAXINSNS instructions (the error says
 * how many it needs), or if the archs differ in byte order. Instructions are in
 * host byte order; offsets in seccomp_data follow the policy's archs. */
int filter_compile(struct filter *filter, const struct policy *policy, struct err *err);

#endif
