/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Limits on the cost of a proof, with programs designed to be expensive: chains
 * of multiplications, divisions, shifts and comparisons between arguments, up
 * to the maximum length of a filter. No clock is used; uncounted work would
 * exceed the limit on processor time.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <cmocka.h>

#include "emit/proof/prove.h"
#include "emit/proof/filter_bdd.h"
#include "tests/emit/random.h"
#include "tests/sample.h"

enum { SEED = 20261201, SMALL_SPACE = 20000, PROGRAMS = 200, PROOFS = 12, SECONDS = 600 };

enum { LOAD = BPF_LD | BPF_W | BPF_ABS, TAX = BPF_MISC | BPF_TAX, TXA = BPF_MISC | BPF_TXA };
#define X(op) (BPF_ALU | op | BPF_X)
#define K(op) (BPF_ALU | op | BPF_K)
#define JUMP_X(op) (BPF_JMP | op | BPF_X)

static const struct recipe { uint16_t code[10]; } recipes[] = {
	{ { LOAD, TAX, K(BPF_MUL), X(BPF_MUL), X(BPF_ADD), TXA } },
	{ { LOAD, TAX, X(BPF_XOR), X(BPF_ADD), K(BPF_XOR), X(BPF_MUL), TXA } },
	{ { LOAD, TAX, K(BPF_DIV), X(BPF_DIV), X(BPF_ADD), X(BPF_XOR) } },
	{ { LOAD, TAX, X(BPF_LSH), X(BPF_RSH), X(BPF_XOR), X(BPF_SUB), BPF_ALU | BPF_NEG } },
	{ { LOAD, TAX, JUMP_X(BPF_JEQ), JUMP_X(BPF_JGT), JUMP_X(BPF_JSET), BPF_JMP | BPF_JGE | BPF_K, X(BPF_XOR), X(BPF_OR) } },
	{ { LOAD, BPF_ST, BPF_LD | BPF_MEM, BPF_LDX | BPF_MEM, BPF_STX, X(BPF_AND), JUMP_X(BPF_JEQ), BPF_JMP | BPF_JSET | BPF_K } },
};

static unsigned length_of(const struct recipe *recipe)
{
	unsigned length = 0;

	while (length < COUNT_OF(recipe->code) && recipe->code[length])
		length++;
	return length;
}

static uint32_t operand_of(struct rng *rng, uint16_t code)
{
	static const uint32_t constants[] = { 1, 3, 0x55555555, 0xffffffff, 0x80000001 };

	if (code == LOAD)
		return 4 * rng_below(rng, 16);
	if (BPF_MODE(code) == BPF_MEM && BPF_CLASS(code) <= BPF_LDX)
		return rng_below(rng, BPF_MEMWORDS);
	if (code == BPF_ST || code == BPF_STX)
		return rng_below(rng, BPF_MEMWORDS);
	return constants[rng_below(rng, COUNT_OF(constants))];
}

/* Every cell is written first, so any instruction may read it. */
static size_t opening(struct sock_filter *insn)
{
	size_t at = 0;

	for (uint32_t i = 0; i < BPF_MEMWORDS; i++) {
		insn[at++] = (struct sock_filter)BPF_STMT(LOAD, 4 * i);
		insn[at++] = (struct sock_filter)BPF_STMT(BPF_ST, i);
	}
	return at;
}

static size_t hard_filter(struct rng *rng, struct sock_filter *insn)
{
	static const size_t lengths[] = { 44, 60, 120, 400, 1000, BPF_MAXINSNS };
	const struct recipe *recipe = &recipes[rng_below(rng, COUNT_OF(recipes))];
	size_t length = lengths[rng_below(rng, COUNT_OF(lengths))];

	for (size_t at = opening(insn); at < length - 1; at++) {
		unsigned after = (unsigned)(length - 2 - at), reach = after < 4 ? after : 4;
		uint16_t code = recipe->code[rng_below(rng, length_of(recipe))];
		insn[at] = (struct sock_filter){ .code = code, .k = operand_of(rng, code) };
		if (BPF_CLASS(code) != BPF_JMP)
			continue;
		insn[at].jt = (uint8_t)(reach ? rng_below(rng, reach) : 0);
		insn[at].jf = (uint8_t)(reach ? rng_below(rng, reach) : 0);
	}
	if (rng_chance(rng, 3))
		insn[length - 2] = (struct sock_filter)BPF_STMT(K(BPF_AND), SECCOMP_RET_ACTION | 7);
	insn[length - 1] = (struct sock_filter)BPF_STMT(BPF_RET | (rng_chance(rng, 2) ? BPF_A : BPF_K), SECCOMP_RET_ALLOW);
	return length;
}

static void test_every_step_counts(void **state)
{
	static struct sock_filter insn[BPF_MAXINSNS];
	struct rng rng = { .state = SEED };
	unsigned full = 0, programs = sample_of(PROGRAMS);

	(void)state;
	for (unsigned i = 0; i < programs; i++) {
		AUTO_MANAGER struct manager *manager = manager_begin(SMALL_SPACE);
		struct filter filter = { insn, hard_filter(&rng, insn) };
		struct err err = { "" };
		if (filter_check(&filter, &err))
			fail_msg("%s", err.text);
		filter_bdd(manager, &filter, false);
		full += manager_is_full(manager);
		assert_true(manager_size(manager) <= SMALL_SPACE);
	}
	print_message("# %u of %u are too intricate for %u nodes\n", full, programs, SMALL_SPACE);
	assert_true(full > programs / 2 && full < programs);
}

/* Proved, refuted or given up: every comparison terminates. */
static void test_proofs_end(void **state)
{
	static struct sock_filter one[BPF_MAXINSNS], other[BPF_MAXINSNS];
	struct rng rng = { .state = SEED + 1 };

	(void)state;
	for (unsigned i = 0; i < PROOFS; i++) {
		struct filter left = { one, hard_filter(&rng, one) }, right = { other, left.length };
		struct proof proof;
		struct err err = { "" };
		memcpy(other, one, sizeof(one));
		other[left.length / 2].k ^= 4;
		if (filter_check(&right, &err))
			continue;
		if (prove(&proof, (struct side){ .filter = &left }, (struct side){ .filter = &right },
		          i % 2 ? CLAIM_SUBSET : CLAIM_EQUAL, &err))
			assert_non_null(strstr(err.text, "too intricate"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_step_counts),
		cmocka_unit_test(test_proofs_end),
	};

	setrlimit(RLIMIT_CPU, &(struct rlimit){ SECONDS, SECONDS });
	return cmocka_run_group_tests(tests, NULL, NULL);
}
