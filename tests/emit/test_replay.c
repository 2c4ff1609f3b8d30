/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Replay detects a wrong proof: diagrams with one planted fault are checked
 * against the policy and the filter that they misrepresent.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "emit/compile/compile.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/prove.h"
#include "emit/proof/filter_bdd.h"
#include "emit/proof/bitvector.h"
#include "tests/emit/random.h"

enum { SEED = 20261130, UNUSED = SECCOMP_RET_TRACE | 0x7357, TRIED_MOST = 4096 };

static void begin(struct rng *rng, struct policy *policy, struct filter *filter)
{
	struct err err = { "" };

	random_policy(rng, policy);
	if (filter_compile(filter, policy, &err))
		fail_msg("%s", err.text);
}

/* A unique answer, for a single call. */
static bdd with_fault(struct rng *rng, struct manager *manager, bdd answers, const struct policy *policy)
{
	struct seccomp_data call = random_input(rng, policy);
	bdd here = bdd_and(manager, data_is(manager, DATA_ARCH, call.arch), data_is(manager, DATA_NR, (uint32_t)call.nr));

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		here = bdd_and(manager, here, argument_is(manager, i, UINT64_MAX, call.args[i]));
	return bdd_choose(manager, here, bdd_word(manager, UNUSED), answers);
}

static void test_right(void **state)
{
	struct rng rng = { .state = SEED };

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		size_t tried = 0;
		begin(&rng, &policy, &filter);
		struct side sides[2] = { { .filter = &filter }, { .policy = &policy } };
		bdd answers = policy_bdd(manager, &policy);
		if (replay(manager, sides, (bdd[]){ answers, answers }, &tried, &err))
			fail_msg("%s", err.text);
		assert_true(tried >= 1 && tried <= TRIED_MOST);
		policy_free(&policy);
	}
}

static void test_faults(void **state)
{
	struct rng rng = { .state = SEED + 1 };

	(void)state;
	for (unsigned i = 0; i < 200; i++) {
		AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		begin(&rng, &policy, &filter);
		struct side sides[2] = { { .filter = &filter }, { .policy = &policy } };
		bdd right = policy_bdd(manager, &policy), wrong = with_fault(&rng, manager, right, &policy);
		bdd answers[2] = { i % 3 ? wrong : right, i % 3 != 1 ? wrong : right };
		assert_false(manager_is_full(manager));
		assert_int_equal(replay(manager, sides, answers, NULL, &err), -1);
		assert_non_null(strstr(err.text, "internal error"));
		assert_non_null(strstr(err.text, "0x7ff07357"));
		policy_free(&policy);
	}
}

/* With more paths than can be tried, each answer is still covered. */
static void test_many_ways(void **state)
{
	static struct sock_filter insn[BPF_MAXINSNS];
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	struct filter filter = { insn, COUNT_OF(insn) };
	struct side sides[2] = { { .filter = &filter }, { .filter = &filter } };
	struct err err = { "" };
	size_t tried = 0;

	(void)state;
	insn[0] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (unsigned i = 1; i + 2 < COUNT_OF(insn); i += 2) {
		insn[i] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, i * 7919, 0, 1);
		insn[i + 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | i % 32);
	}
	insn[COUNT_OF(insn) - 1] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_LOG);
	assert_int_equal(filter_check(&filter, &err), 0);
	bdd right = filter_bdd(manager, &filter, false);
	assert_int_equal(replay(manager, sides, (bdd[]){ right, right }, &tried, &err), 0);
	assert_true(tried > 1000 && tried <= TRIED_MOST);
	bdd wrong = bdd_choose(manager, data_is(manager, DATA_NR, 77777777), bdd_word(manager, UNUSED), right);
	assert_int_equal(replay(manager, sides, (bdd[]){ wrong, wrong }, NULL, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_many_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
