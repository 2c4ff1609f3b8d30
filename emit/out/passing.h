/* SPDX-License-Identifier: Apache-2.0 */
/*
 * passing: with which arguments a policy may let a call through.
 *
 * For outputs whose format knows calls by name only, but has other lines that refuse some arguments: such a line is
 * written if it refuses nothing that may pass. Only the bits count that the kernel reads of an argument.
 */
#ifndef EMIT_OUT_PASSING_H
#define EMIT_OUT_PASSING_H

#include "core/policy/policy.h"
#include "emit/terms/cubes.h"

enum passing_op { PASSING_EQ, PASSING_NE, PASSING_GT };

struct passing_test {                         /* (argument & mask) op value */
	unsigned arg;
	enum passing_op op;
	uint64_t mask, value;
};

/* Whether some calls that pass all tests may pass the policy, on one of these archs. True if unknown. The policy has
 * no ranges of numbers that have a name (emit/terms/unroll.h). */
bool passing_may(const struct policy *policy, enum syscall_id id, arch_set archs, const struct passing_test *tests, size_t count);

/* Adds the arguments that pass all tests. */
void passing_cubes(struct cubes *cubes, enum syscall_id id, enum arch arch, const struct passing_test *tests, size_t count);

/* Whether all calls may pass the policy except those of `refused`. False if unknown. */
bool passing_is_all_but(const struct policy *policy, enum syscall_id id, enum arch arch, const struct cubes *refused);

#endif
