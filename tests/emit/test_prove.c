/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Checks the prover against the interpreter and the specification: its claims
 * about every call are compared with their answers to many, and each witness of
 * a difference must show it.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

#include "emit/compile/compile.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/prove.h"
#include "emit/proof/filter_bdd.h"
#include "emit/proof/bitvector.h"
#include "tests/emit/random.h"
#include "tests/sample.h"
#include "tests/emit/random_filter.h"

enum { SEED = 20261122 };

static struct side of_filter(const struct filter *filter)
{
	return (struct side){ .filter = filter };
}

static struct side of_policy(const struct policy *policy)
{
	return (struct side){ .policy = policy };
}

static uint32_t bdd_of_data(const struct manager *manager, bdd f, const struct seccomp_data *data)
{
	uint32_t word[DATA_WORDS];

	data_to_words(data, word);
	return bdd_answer(manager, f, word);
}

/* The proof's version of policy_eval() agrees with it. */
static void test_policy_diagrams(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };

	(void)state;
	for (unsigned i = 0; i < sample_of(400); i++) {
		AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
		struct policy policy;
		random_policy(&rng, &policy);
		bdd meaning = policy_bdd(manager, &policy);
		assert_false(manager_is_full(manager));
		for (unsigned j = 0; j < 1000; j++) {
			struct seccomp_data data = random_input(&rng, &policy);
			assert_int_equal(bdd_of_data(manager, meaning, &data), verdict_ret(policy_eval(&policy, &data)));
		}
		policy_free(&policy);
	}
}

static struct seccomp_data any_data(struct rng *rng)
{
	uint32_t word[DATA_WORDS];

	for (unsigned i = 0; i < DATA_WORDS; i++)
		word[i] = (uint32_t)random_value(rng);
	return data_of_words(word);
}

/* The proof's version of filter_run() agrees with it, on arbitrary programs. */
static void test_filter_diagrams(void **state)
{
	struct rng rng = { .state = SEED + 1, .whole = true };
	struct sock_filter insn[40];
	struct err err;
	unsigned followed = 0, full = 0;

	(void)state;
	for (unsigned i = 0; i < sample_of(1000); i++) {
		struct filter filter = { insn, random_filter(&rng, insn, 24) };
		if (filter_check(&filter, &err))
			continue;
		AUTO_MANAGER struct manager *manager = manager_begin(10000);
		bdd answers = filter_bdd(manager, &filter, false);
		full += manager_is_full(manager);
		followed += !manager_is_full(manager);
		for (unsigned j = 0; j < 50 && !manager_is_full(manager); j++) {
			struct seccomp_data data = any_data(&rng);
			assert_int_equal(bdd_of_data(manager, answers, &data), filter_effect(filter_run(&filter, &data, NULL)));
		}
	}
	print_message("# %u programs followed, %u given up\n", followed, full);
	assert_true(followed > sample_of(250) && full * 4 < followed);
}

static void prove_one(const struct policy *policy)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct proof proof;
	struct err err = { "" };

	assert_int_equal(filter_compile(&filter, policy, &err), 0);
	if (prove(&proof, of_filter(&filter), of_policy(policy), CLAIM_EQUAL, &err))
		fail_msg("%s", err.text);
	assert_true(proof.holds);
}

static void test_compiled_policies(void **state)
{
	struct rng rng = { .state = SEED + 2, .whole = true };

	(void)state;
	for (unsigned i = 0; i < sample_of(600); i++) {
		struct policy policy;
		random_policy(&rng, &policy);
		prove_one(&policy);
		policy_free(&policy);
	}
}

/* A filter with one fault: the witness exposes it, or it has no effect. */
static bool judge_mutant(struct rng *rng, const struct filter *filter, const struct policy *policy)
{
	struct proof proof;
	struct err err = { "" };

	if (prove(&proof, of_filter(filter), of_policy(policy), CLAIM_EQUAL, &err))
		return false;
	struct seccomp_data stored = as_stored(proof.call, policy->archs);
	if (!proof.holds) {
		uint32_t left = filter_effect(filter_run(filter, &stored, NULL));
		assert_int_equal(left, proof.left);
		assert_int_equal(verdict_ret(policy_eval(policy, &proof.call)), proof.right);
		assert_int_not_equal(left, proof.right);
		return true;
	}
	for (unsigned i = 0; i < 300; i++) {
		struct seccomp_data data = random_input(rng, policy);
		stored = as_stored(data, policy->archs);
		assert_int_equal(filter_effect(filter_run(filter, &stored, NULL)), verdict_ret(policy_eval(policy, &data)));
	}
	return false;
}

static void test_mutants(void **state)
{
	struct rng rng = { .state = SEED + 3, .whole = true };
	unsigned found = 0, tried = 0;

	(void)state;
	for (unsigned i = 0; i < sample_of(800); i++) {
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		random_policy(&rng, &policy);
		assert_int_equal(filter_compile(&filter, &policy, &err), 0);
		mutate_filter(&rng, &filter);
		if (!filter_check(&filter, &err)) {
			tried++;
			found += judge_mutant(&rng, &filter, &policy);
		}
		policy_free(&policy);
	}
	print_message("# %u mutants, %u of them differ\n", tried, found);
	assert_true(found > tried / 4 && found < tried);
}

/* A 64-bit comparison that ignores the high words once the low ones are equal:
 * a bug fixed in libseccomp 2.6.1. */
static void test_forgotten_high_word(void **state)
{
	const uint32_t low = offsetof(struct seccomp_data, args), high = low + 4;
	struct sock_filter right[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, high), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, low), BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 7, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
	};
	struct filter one = { right, COUNT_OF(right) }, other = { right + 2, COUNT_OF(right) - 2 };
	struct proof proof;
	struct err err;

	(void)state;
	assert_int_equal(prove(&proof, of_filter(&one), of_filter(&other), CLAIM_SUBSET, &err), 0);
	assert_true(proof.holds);
	assert_int_equal(prove(&proof, of_filter(&other), of_filter(&one), CLAIM_SUBSET, &err), 0);
	assert_false(proof.holds);
	assert_int_equal(proof.call.args[0], 7);
	assert_int_equal(proof.left, SECCOMP_RET_ALLOW);
	assert_int_equal(proof.right, SECCOMP_RET_ERRNO | 1);
}

/* A filter that reads no 64-bit argument works for either byte order; others do not. */
static void test_byte_orders(void **state)
{
	struct sock_filter all[] = { BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	struct sock_filter some[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct filter blind = { all, COUNT_OF(all) }, looking = { some, COUNT_OF(some) };
	struct policy policy = { .archs = ARCH_BIT(ARCH_S390X) };
	struct proof proof;
	struct err err = { "" };

	(void)state;
	assert_int_equal(prove(&proof, of_filter(&blind), of_policy(&policy), CLAIM_EQUAL, &err), 0);
	assert_true(proof.holds);
	assert_int_equal(prove(&proof, of_filter(&looking), of_policy(&policy), CLAIM_EQUAL, &err), -1);
}

/* The longest possible chain. */
static void test_longest(void **state)
{
	static struct sock_filter insn[BPF_MAXINSNS];
	struct filter filter = { insn, BPF_MAXINSNS };
	struct proof proof;
	struct err err;

	(void)state;
	insn[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (unsigned i = 1; i + 2 < BPF_MAXINSNS; i += 2) {
		insn[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, i * 7, 0, 1);
		insn[i + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | i);
	}
	insn[BPF_MAXINSNS - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_LOG);
	assert_int_equal(filter_check(&filter, &err), 0);
	assert_int_equal(prove(&proof, of_filter(&filter), of_filter(&filter), CLAIM_EQUAL, &err), 0);
	assert_true(proof.holds);
}

/* Whether two arguments are equal takes 2^32 nodes if their bits are tested one word
 * after the other: the prover reports that and claims nothing. */
static void test_too_intricate(void **state)
{
	struct sock_filter insn[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16), BPF_STMT(BPF_MISC | BPF_TAX, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 24), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
	};
	struct filter filter = { insn, COUNT_OF(insn) };
	AUTO_MANAGER struct manager *manager = manager_begin(20000);

	(void)state;
	filter_bdd(manager, &filter, false);
	assert_true(manager_is_full(manager));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policy_diagrams),
		cmocka_unit_test(test_filter_diagrams),
		cmocka_unit_test(test_compiled_policies),
		cmocka_unit_test(test_mutants),
		cmocka_unit_test(test_forgotten_high_word),
		cmocka_unit_test(test_byte_orders),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_too_intricate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
