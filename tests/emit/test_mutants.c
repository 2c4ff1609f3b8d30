/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Faults planted in compiled filters: a changed constant, jump or operation,
 * one at a time. Each that a sample of calls exposes must be refuted; the
 * sample is chosen independently of the proof.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "emit/compile/compile.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"

enum { SEED = 20261202, POLICIES = 24, MUTANTS = 60, SAMPLE = 600 };

struct sample {
	struct seccomp_data call[SAMPLE], stored[SAMPLE];
	uint32_t answer[SAMPLE];
};

static void fill(struct sample *sample, struct rng *rng, const struct policy *policy)
{
	for (unsigned i = 0; i < SAMPLE; i++) {
		sample->call[i] = random_input(rng, policy);
		sample->stored[i] = as_stored(sample->call[i], policy->archs);
		sample->answer[i] = verdict_ret(policy_eval(policy, &sample->call[i]));
	}
}

/* A call of the sample with different answers from filter and policy, or -1. */
static int shown_by(const struct sample *sample, const struct filter *filter)
{
	for (int i = 0; i < SAMPLE; i++)
		if (filter_effect(filter_run(filter, &sample->stored[i], NULL)) != sample->answer[i])
			return i;
	return -1;
}

static void plant_jump(struct rng *rng, struct sock_filter *insn)
{
	uint8_t jt = insn->jt;

	switch (rng_below(rng, 4)) {
	case 0: insn->jt = (uint8_t)(insn->jt + 1); break;
	case 1: insn->jf = (uint8_t)(insn->jf + 1); break;
	case 2: insn->jt = (uint8_t)(insn->jt - 1); break;
	default: insn->jt = insn->jf; insn->jf = jt; break;
	}
}

static void plant_operation(struct rng *rng, struct sock_filter *insn)
{
	static const uint16_t jumps[] = { BPF_JEQ, BPF_JGT, BPF_JGE, BPF_JSET };
	static const uint16_t ops[] = { BPF_ADD, BPF_SUB, BPF_OR, BPF_AND, BPF_XOR, BPF_MUL };

	if (BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA)
		insn->code = (uint16_t)(BPF_JMP | jumps[rng_below(rng, COUNT_OF(jumps))] | BPF_K);
	else if (BPF_CLASS(insn->code) == BPF_ALU)
		insn->code = (uint16_t)(BPF_ALU | ops[rng_below(rng, COUNT_OF(ops))] | BPF_K);
	else if (BPF_CLASS(insn->code) == BPF_LD)
		insn->k = 4 * rng_below(rng, 16);
	else
		insn->k ^= rng_chance(rng, 2) ? 1 : SECCOMP_RET_ALLOW;
}

static void plant(struct rng *rng, struct filter *filter)
{
	struct sock_filter *insn = &filter->insn[rng_below(rng, (unsigned)filter->length)];

	if (rng_chance(rng, 3))
		plant_operation(rng, insn);
	else if (BPF_CLASS(insn->code) == BPF_JMP && rng_chance(rng, 2))
		plant_jump(rng, insn);
	else if (BPF_CLASS(insn->code) == BPF_LD)
		insn->k = (insn->k + 4) % sizeof(struct seccomp_data);
	else
		insn->k ^= 1u << rng_below(rng, 32);
}

/* 1: refuted; 0: still equal to the policy, according to the sample. */
static int judge(const struct sample *sample, const struct filter *mutant, const struct policy *policy)
{
	struct side sides[2] = { { .filter = mutant }, { .policy = policy } };
	int at = shown_by(sample, mutant);
	struct proof proof;
	struct err err = { "" };

	if (prove(&proof, sides[0], sides[1], CLAIM_EQUAL, &err))
		fail_msg("%s", err.text);
	if (proof.holds && at >= 0)
		fail_msg("proved, but arch 0x%x call %u differs", sample->call[at].arch, (uint32_t)sample->call[at].nr);
	if (!proof.holds) {
		struct seccomp_data stored = as_stored(proof.call, policy->archs);
		uint32_t does = filter_effect(filter_run(mutant, &stored, NULL));
		assert_int_not_equal(does, verdict_ret(policy_eval(policy, &proof.call)));
	}
	return !proof.holds;
}

static void test_planted(void **state)
{
	static struct sock_filter copy[BPF_MAXINSNS];
	static struct sample sample;
	struct rng rng = { .state = SEED };
	unsigned tried = 0, refuted = 0;

	(void)state;
	for (unsigned i = 0; i < POLICIES; i++) {
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		random_policy(&rng, &policy);
		assert_int_equal(filter_compile(&filter, &policy, &err), 0);
		fill(&sample, &rng, &policy);
		assert_int_equal(shown_by(&sample, &filter), -1);
		for (unsigned j = 0; j < MUTANTS; j++) {
			struct filter mutant = { copy, filter.length };
			memcpy(copy, filter.insn, filter.length * sizeof(*copy));
			plant(&rng, &mutant);
			if (filter_check(&mutant, &err) || filter_is_big_endian(&mutant) != filter_is_big_endian(&filter))
				continue;
			tried++;
			refuted += (unsigned)judge(&sample, &mutant, &policy);
		}
		policy_free(&policy);
	}
	print_message("# %u mutants, %u refuted\n", tried, refuted);
	assert_true(tried > POLICIES * MUTANTS / 2 && refuted > tried / 2 && refuted < tried);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_planted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
