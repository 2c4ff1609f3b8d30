/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every instruction of a compiled filter is reached by some call, and every
 * branch goes both ways.
 *
 * Jumps only go forward, so one pass in program order finds the states
 * (contents of the accumulator) in which each instruction is reached and, as a
 * diagram, the calls that reach it. This is exact: dead means dead for every
 * call, and live instructions have a call that reaches them.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "emit/compile/compile.h"
#include "emit/filter/filter.h"
#include "emit/proof/bitvector.h"
#include "tests/emit/random.h"

/* The compiler prunes only what it can prove dead: random policies may leave
 * one dead instruction in so many, the given ones none. */
enum { SEED = 20261121, POLICIES = 1000, STATES = 64, SPARE_IN = 10000 };

struct state {
	struct bitvector a;
	bdd when;
};

struct coverage {
	struct manager *manager;
	const struct filter *filter;
	bool big_endian;
	struct state (*met)[STATES];          /* per instruction */
	unsigned *count;
};

struct found {
	unsigned dead, one_way;               /* unreachable instructions; branches that always go one way */
	size_t first;                         /* of either */
};

static void meet(struct coverage *c, size_t at, const struct bitvector *a, bdd when)
{
	struct state *state = c->met[at];

	if (when == BDD_NO)
		return;
	for (unsigned i = 0; i < c->count[at]; i++, state++)
		if (!memcmp(&state->a, a, sizeof(*a))) {
			state->when = bdd_or(c->manager, state->when, when);
			return;
		}
	assert_true(c->count[at] < STATES);
	c->met[at][c->count[at]++] = (struct state){ *a, when };
}

/* The accumulator after an instruction that neither jumps nor returns; only the
 * compiler's instructions are handled. */
static struct bitvector accumulate(struct coverage *c, const struct sock_filter *insn, const struct bitvector *a)
{
	struct bitvector k = bitvector_constant(insn->k);

	if (insn->code == (BPF_LD | BPF_W | BPF_ABS))
		return bitvector_of_data(c->manager, data_word_at(insn->k, c->big_endian));
	assert_int_equal(BPF_CLASS(insn->code), BPF_ALU);
	assert_int_equal(BPF_SRC(insn->code), BPF_K);
	return bitvector_calculate(c->manager, BPF_OP(insn->code), a, &k);
}

struct ways {
	bool jt, jf;                          /* some call goes there */
};

static void branch(struct coverage *c, size_t at, const struct state *s, struct ways *ways)
{
	const struct sock_filter *insn = &c->filter->insn[at];
	struct bitvector k = bitvector_constant(insn->k);
	bdd holds = bitvector_compare(c->manager, BPF_OP(insn->code), &s->a, &k);
	bdd yes = bdd_and(c->manager, s->when, holds);
	bdd no = bdd_and(c->manager, s->when, bdd_not(c->manager, holds));

	assert_int_equal(BPF_SRC(insn->code), BPF_K);
	ways->jt |= yes != BDD_NO;
	ways->jf |= no != BDD_NO;
	meet(c, at + 1 + insn->jt, &s->a, yes);
	meet(c, at + 1 + insn->jf, &s->a, no);
}

static void step(struct coverage *c, size_t at, const struct state *s, struct ways *ways)
{
	const struct sock_filter *insn = &c->filter->insn[at];

	*ways = BPF_CLASS(insn->code) == BPF_JMP && BPF_OP(insn->code) != BPF_JA ? *ways : (struct ways){ true, true };
	if (BPF_CLASS(insn->code) == BPF_RET)
		return;
	if (BPF_CLASS(insn->code) != BPF_JMP) {
		struct bitvector a = accumulate(c, insn, &s->a);
		meet(c, at + 1, &a, s->when);
	} else if (BPF_OP(insn->code) == BPF_JA) {
		meet(c, at + 1 + insn->k, &s->a, s->when);
	} else {
		branch(c, at, s, ways);
	}
}

static void count(struct found *found, size_t at, bool met, struct ways ways)
{
	if (met && ways.jt && ways.jf)
		return;
	if (!found->dead && !found->one_way)
		found->first = at;
	found->dead += !met;
	found->one_way += met;
}

static struct found look(struct coverage *c)
{
	struct found found = { 0 };
	struct bitvector zero = bitvector_constant(0);

	meet(c, 0, &zero, BDD_YES);
	for (size_t at = 0; at < c->filter->length; at++) {
		struct ways ways = { false, false };
		for (unsigned i = 0; i < c->count[at]; i++)
			step(c, at, &c->met[at][i], &ways);
		assert_false(manager_is_full(c->manager));
		count(&found, at, c->count[at], ways);
	}
	return found;
}

static struct found look_at(const struct filter *filter, bool big_endian)
{
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	AUTO_FREE void *met = mem_alloc(filter->length * sizeof(struct state[STATES]));
	AUTO_FREE unsigned *counts = mem_alloc(filter->length * sizeof(*counts));
	struct coverage c = { manager, filter, big_endian, met, counts };

	return look(&c);
}

struct sum {
	unsigned long instructions, dead, one_way;
};

static void complain(const struct policy *policy, const struct filter *filter, size_t at)
{
	AUTO_TEXT struct text text = { 0 };

	policy_write(policy, &text);
	fprintf(stderr, "%s\ninstruction %zu of %zu (code 0x%02x, k 0x%x) is dead or goes one way only\n", text.at,
	        at, filter->length, filter->insn[at].code, filter->insn[at].k);
}

static void check(const struct policy *policy, struct sum *sum, bool strict)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct err err = { "" };

	if (filter_compile(&filter, policy, &err))
		fail_msg("%s", err.text);
	struct found found = look_at(&filter, arch_is_big_endian(policy->archs));
	sum->instructions += filter.length;
	sum->dead += found.dead;
	sum->one_way += found.one_way;
	if (!strict || (!found.dead && !found.one_way))
		return;
	complain(policy, &filter, found.first);
	fail_msg("%u dead, %u go one way", found.dead, found.one_way);
}

static void test_random_policies(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	struct sum sum = { 0 };

	(void)state;
	for (unsigned i = 0; i < POLICIES; i++) {
		struct policy policy;
		random_policy(&rng, &policy);
		check(&policy, &sum, false);
		policy_free(&policy);
	}
	print_message("# seed %d: %d policies, %lu instructions, %lu dead, %lu branches go one way\n", SEED, POLICIES,
	              sum.instructions, sum.dead, sum.one_way);
	assert_true(sum.dead + sum.one_way <= sum.instructions / SPARE_IN);
}

static void test_given_policies(void **state)
{
	static const char *const files[] = {
		"testdata/emit/arguments.json", "testdata/emit/basic.json", "testdata/emit/s390x.json",
		"testdata/emit/sets.json", "testdata/emit/x32.json", "testdata/bench/docker-sized.json",
	};
	struct sum sum = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(files); i++) {
		struct policy policy = { 0 };
		struct err err = { "" };
		if (policy_read(&policy, files[i], &err))
			fail_msg("%s", err.text);
		check(&policy, &sum, true);
		policy_free(&policy);
	}
	assert_true(sum.instructions > 300);
}

#define LD(k) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, k)
#define RET(k) BPF_STMT(BPF_RET | BPF_K, k)
#define JUMP(op, k, jt, jf) BPF_JUMP(BPF_JMP | op | BPF_K, k, jt, jf)

/* Planted dead code is found. */
static void test_finds_dead_code(void **state)
{
	static const struct dead {
		struct sock_filter insn[8];
		size_t length;
		unsigned dead, one_way;
	} rows[] = {
		{ { LD(0), JUMP(BPF_JEQ, 7, 0, 1), RET(1), RET(2) }, 4, 0, 0 },
		{ { LD(0), RET(1), RET(2) }, 3, 1, 0 },                                 /* nothing falls through to it */
		{ { LD(0), JUMP(BPF_JGE, 0, 0, 1), RET(1), RET(2) }, 4, 1, 1 },         /* no word is below 0 */
		{ { LD(0), JUMP(BPF_JGE, 9, 0, 2), JUMP(BPF_JEQ, 8, 0, 1), RET(1), RET(2) }, 5, 1, 1 },
		{ { LD(0), JUMP(BPF_JEQ, 9, 0, 3), LD(4), JUMP(BPF_JEQ, 9, 0, 1), RET(1), RET(2) }, 6, 0, 0 },
		{ { LD(0), JUMP(BPF_JEQ, 9, 0, 3), LD(0), JUMP(BPF_JEQ, 9, 0, 1), RET(1), RET(2) }, 6, 0, 1 },
		{ { LD(0), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 6), JUMP(BPF_JSET, 1, 0, 1), RET(1), RET(2) }, 5, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct filter filter = { (struct sock_filter *)rows[i].insn, rows[i].length };
		struct found found = look_at(&filter, false);
		assert_int_equal(found.dead, rows[i].dead);
		assert_int_equal(found.one_way, rows[i].one_way);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_policies),
		cmocka_unit_test(test_given_policies),
		cmocka_unit_test(test_finds_dead_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
