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
#include "emit/proof/meaning.h"
#include "emit/proof/prove.h"
#include "emit/proof/symbolic.h"
#include "emit/proof/word.h"
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
static diagram with_fault(struct rng *rng, struct space *space, diagram answers, const struct policy *policy)
{
	struct seccomp_data call = random_input(rng, policy);
	diagram here = diagram_and(space, data_is(space, DATA_ARCH, call.arch), data_is(space, DATA_NR, (uint32_t)call.nr));

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		here = diagram_and(space, here, argument_is(space, i, UINT64_MAX, call.args[i]));
	return diagram_choose(space, here, diagram_word(space, UNUSED), answers);
}

static void test_right(void **state)
{
	struct rng rng = { .state = SEED };

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		size_t tried = 0;
		begin(&rng, &policy, &filter);
		struct side sides[2] = { { .filter = &filter }, { .policy = &policy } };
		diagram answers = policy_diagram(space, &policy);
		if (replay(space, sides, (diagram[]){ answers, answers }, &tried, &err))
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
		AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		struct err err = { "" };
		begin(&rng, &policy, &filter);
		struct side sides[2] = { { .filter = &filter }, { .policy = &policy } };
		diagram right = policy_diagram(space, &policy), wrong = with_fault(&rng, space, right, &policy);
		diagram answers[2] = { i % 3 ? wrong : right, i % 3 != 1 ? wrong : right };
		assert_false(space_is_full(space));
		assert_int_equal(replay(space, sides, answers, NULL, &err), -1);
		assert_non_null(strstr(err.text, "internal error"));
		assert_non_null(strstr(err.text, "0x7ff07357"));
		policy_free(&policy);
	}
}

/* With more paths than can be tried, each answer is still covered. */
static void test_many_ways(void **state)
{
	static struct sock_filter insn[BPF_MAXINSNS];
	AUTO_SPACE struct space *space = space_begin(SPACE_NODES);
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
	diagram right = filter_diagram(space, &filter, false);
	assert_int_equal(replay(space, sides, (diagram[]){ right, right }, &tried, &err), 0);
	assert_true(tried > 1000 && tried <= TRIED_MOST);
	diagram wrong = diagram_choose(space, data_is(space, DATA_NR, 77777777), diagram_word(space, UNUSED), right);
	assert_int_equal(replay(space, sides, (diagram[]){ wrong, wrong }, NULL, &err), -1);
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
