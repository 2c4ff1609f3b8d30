/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random: policies, and inputs near the edges where filters go wrong.
 *
 * Everything is derived from a seed. Inputs are at and next to the numbers,
 * arch words and values of the policy; uniformly random ones would never pass
 * the first comparison. No expression draws twice: C does not define which draw
 * comes first, and compilers differ.
 */
#ifndef TESTS_EMIT_RANDOM_H
#define TESTS_EMIT_RANDOM_H

#include <stdlib.h>

#include "core/policy/policy.h"

struct rng {
	uint64_t state;
	bool whole;                           /* draws from the whole language: registers, required bits, masks, negations,
	                                         several conditions on one argument, answers of rows, ranges of numbers */
};

/* splitmix64 */
uint64_t rng_next(struct rng *rng);
unsigned rng_below(struct rng *rng, unsigned bound);
bool rng_chance(struct rng *rng, unsigned percent);

/* Small numbers, single bits, edges of a word, and arbitrary values. */
uint64_t random_value(struct rng *rng);

/* All numbers are within the mask. */
struct values random_values(struct rng *rng, uint64_t mask);
struct verdict random_verdict(struct rng *rng);
enum arch random_arch_of(struct rng *rng, arch_set archs);
arch_set random_archs(struct rng *rng);
void random_number_rule(struct rng *rng, struct policy *policy, struct rule *rule, enum arch arch);
void random_rule(struct rng *rng, struct policy *policy);
void random_policy_of(struct rng *rng, struct policy *policy, arch_set archs, unsigned rules);
void random_policy(struct rng *rng, struct policy *policy);
void random_args(struct rng *rng, const struct rule *rule, enum arch arch, struct seccomp_data *data);
struct seccomp_data random_input(struct rng *rng, const struct policy *policy);

/* The layout in memory of that arch: on a big-endian arch the high word comes
 * first. */
struct seccomp_data as_stored(struct seccomp_data data, arch_set archs);

#endif
