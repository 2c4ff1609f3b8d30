/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sayable: random policies that other tools can express, and the comparison of
 * their filters with seccord's.
 */
#ifndef TESTS_EMIT_SAYABLE_H
#define TESTS_EMIT_SAYABLE_H

#include <seccomp.h>
#include <stdio.h>
#include <string.h>

#include "emit/compile/compile.h"
#include "emit/filter/filter.h"
#include "tests/emit/random.h"

/* A random policy for a format that treats all archs alike. */
void sayable_policy(struct rng *rng, struct policy *policy, arch_set archs);

/* Prints a policy, `said`, and a call for which they differ. */
void sayable_print(const struct policy *policy, const struct seccomp_data *data, const char *said);

/* The filter that another tool made of what `said` says of the policy is for random calls what seccord's is. */
void sayable_compare(struct rng *rng, const struct policy *policy, const char *said, const struct filter *theirs);

#endif
