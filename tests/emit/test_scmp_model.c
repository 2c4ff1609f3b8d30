/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libseccomp makes of random rules of one call, and of two that share conditions: the model and libseccomp's own
 * filter are compared as diagrams, for every call, also where the result is not what the rules say. Rules that the model
 * says libseccomp never finishes to compile are not given to it.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/kernel/arch.h"
#include "core/kernel/syscall.h"
#include "emit/proof/bitvector.h"
#include "emit/proof/filter_bdd.h"
#include "emit/proof/policy_bdd.h"
#include "emit/scmp/model.h"
#include "tests/emit/random.h"
#include "tests/emit/scmp_filter.h"

enum { SEED = 20261201, RULES = 7, CALLS = 2, TESTS = 3, GIVEN_UP_AFTER = 60 };

static const enum scmp_compare ops[] = {
	[SCMP_OP_EQ] = SCMP_CMP_EQ, [SCMP_OP_MASKED] = SCMP_CMP_MASKED_EQ, [SCMP_OP_NE] = SCMP_CMP_NE, [SCMP_OP_LT] = SCMP_CMP_LT,
	[SCMP_OP_LE] = SCMP_CMP_LE, [SCMP_OP_GT] = SCMP_CMP_GT, [SCMP_OP_GE] = SCMP_CMP_GE,
};

static const struct { uint32_t scmp; enum arch arch; bool narrow; } archs[] = {
	{ SCMP_ARCH_X86_64, ARCH_X86_64, false }, { SCMP_ARCH_X86, ARCH_I386, true }, { SCMP_ARCH_AARCH64, ARCH_ARM64, false },
	{ SCMP_ARCH_S390X, ARCH_S390X, false },
};

static const char *const names[CALLS] = { "fcntl", "mprotect" };

struct sample {                               /* rules of each call, in the order in which they are added */
	unsigned call[RULES];
	struct scmp_test test[RULES][TESTS];
	struct scmp_rule rule[RULES];
	size_t count;
};

struct counts { unsigned same, refused, tangled, clash; };

static uint64_t draw_value(struct rng *rng)
{
	uint64_t high = rng_chance(rng, 85) ? 0 : (uint64_t)rng_below(rng, 3) << 32;

	return high | (rng_chance(rng, 90) ? rng_below(rng, 9) : UINT32_MAX - rng_below(rng, 2));
}

static void draw_test(struct rng *rng, struct scmp_test *test, unsigned arg, bool tame)
{
	test->arg = arg;
	test->op = (enum scmp_op)(rng_chance(rng, tame ? 70 : 30) ? rng_below(rng, 3) : rng_below(rng, COUNT_OF(ops)));
	test->value = draw_value(rng);
	test->mask = test->op == SCMP_OP_MASKED ? draw_value(rng) | (rng_chance(rng, 50) ? 0 : 15) : UINT64_MAX;
}

static void draw_rule(struct rng *rng, struct sample *sample, bool tame)
{
	static const uint32_t words[] = { SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(7), SCMP_ACT_TRAP };
	size_t at = sample->count++;
	unsigned count = 0;

	sample->call[at] = rng_chance(rng, 80) ? 0 : 1;
	for (unsigned arg = 0; arg < 4 && count < TESTS; arg++)
		if (rng_chance(rng, 35))
			draw_test(rng, &sample->test[at][count++], arg, tame);
	if (!count)
		draw_test(rng, &sample->test[at][count++], 1, tame);
	sample->rule[at] = (struct scmp_rule){ rng_chance(rng, 85) ? words[0] : words[rng_below(rng, COUNT_OF(words))], sample->test[at], count };
}

static void draw_sample(struct rng *rng, struct sample *sample)
{
	size_t count = 1 + rng_below(rng, RULES);
	bool tame = rng_chance(rng, 50);

	sample->count = 0;
	while (sample->count < count)
		draw_rule(rng, sample, tame);
}

static void print_sample(const struct sample *sample)
{
	for (size_t i = 0; i < sample->count; i++) {
		print_message("%s 0x%x", names[sample->call[i]], sample->rule[i].word);
		for (size_t k = 0; k < sample->rule[i].count; k++)
			print_message(" [arg%u op%d 0x%llx & 0x%llx]", sample->test[i][k].arg, (int)sample->test[i][k].op,
			              (unsigned long long)sample->test[i][k].value, (unsigned long long)sample->test[i][k].mask);
		print_message("\n");
	}
}

/* 0, or libseccomp's error for a rule. */
static int build(struct filter *filter, const struct sample *sample, size_t arch)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(1));
	int failed = 0;

	assert_non_null(ctx);
	seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	assert_int_equal(seccomp_arch_add(ctx, archs[arch].scmp), 0);
	assert_int_equal(seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(getpid), 0), 0);
	for (size_t i = 0; i < sample->count && !failed; i++) {
		struct scmp_arg_cmp tests[TESTS];
		for (size_t k = 0; k < sample->rule[i].count; k++) {
			const struct scmp_test *test = &sample->test[i][k];
			bool masked = test->op == SCMP_OP_MASKED;
			tests[k] = (struct scmp_arg_cmp){ test->arg, ops[test->op], masked ? test->mask : test->value, masked ? test->value : 0 };
		}
		failed = seccomp_rule_add_array(ctx, sample->rule[i].word, seccomp_syscall_resolve_name(names[sample->call[i]]),
		                                (unsigned)sample->rule[i].count, tests);
	}
	if (!failed)
		assert_int_equal(scmp_filter(ctx, filter), 0);
	seccomp_release(ctx);
	return failed;
}

/* The rules of one call alone. */
static struct scmp_answers answers_of(struct manager *manager, const struct sample *sample, unsigned id, size_t arch, struct scmp_blocks *blocks)
{
	struct scmp_rule rules[RULES];
	struct scmp_call call = { rules, 0, SCMP_ACT_ERRNO(1), archs[arch].narrow };

	for (size_t i = 0; i < sample->count; i++)
		if (sample->call[i] == id)
			rules[call.count++] = sample->rule[i];
	return scmp_answers_of(&call, manager, blocks, id);
}

static void note_clash(void *context, unsigned id)
{
	*(unsigned *)context |= 1u << id;
}

static bool agrees(struct manager *manager, bdd theirs, bdd ours, unsigned id, size_t arch)
{
	uint32_t nr = (uint32_t)syscall_nr((enum syscall_id)syscall_by_name(names[id]), archs[arch].arch);
	bdd here = bdd_and(manager, arch_bdd(manager, archs[arch].arch), data_is(manager, DATA_NR, nr));

	return bdd_choose(manager, here, ours, theirs) == theirs;
}

static void compare(const struct sample *sample, size_t arch, struct counts *counts)
{
	AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
	AUTO_FILTER struct filter filter = { 0 };
	struct scmp_answers ours[CALLS];
	struct scmp_blocks blocks = { 0 };
	unsigned clash = 0;
	bool refused = false, tangled = false;

	for (unsigned id = 0; id < CALLS; id++) {
		ours[id] = answers_of(manager, sample, id, arch, &blocks);
		refused |= ours[id].refused;
		tangled |= ours[id].tangled;
	}
	scmp_blocks_clash(&blocks, note_clash, &clash);
	free(blocks.at);
	if (tangled) {
		counts->tangled++;
		return;
	}
	int failed = build(&filter, sample, arch);
	if (!failed != !refused || (failed && failed != -EEXIST)) {
		print_sample(sample);
		fail_msg("libseccomp: %d", failed);
	}
	counts->refused += refused;
	bdd theirs = refused ? BDD_NO : filter_bdd(manager, &filter, arch_info(archs[arch].arch)->big_endian);
	for (unsigned id = 0; id < CALLS && !refused; id++) {
		bool same = agrees(manager, theirs, ours[id].answers, id, arch);
		counts->clash += clash >> id & 1;
		counts->same += same;
		if (!same && !(clash >> id & 1)) {
			print_sample(sample);
			fail_msg("%s on %s", names[id], arch_info(archs[arch].arch)->name);
		}
	}
}

static void test_random_rules(void **state)
{
	const char *given = getenv("CASES");
	unsigned cases = given ? (unsigned)strtoul(given, NULL, 10) : 2000;
	struct rng rng = { .state = SEED };
	struct counts counts = { 0 };

	(void)state;
	alarm(GIVEN_UP_AFTER * (1 + cases / 2000));
	seccomp_api_set(6);
	for (unsigned i = 0; i < cases; i++) {
		struct sample sample;
		draw_sample(&rng, &sample);
		compare(&sample, i % COUNT_OF(archs), &counts);
	}
	print_message("# seed %d: %u samples: %u calls the same, %u samples refused, %u tangled, %u calls that clash\n", SEED, cases,
	              counts.same, counts.refused, counts.tangled, counts.clash);
	assert_true(counts.same > cases / 2);
	alarm(0);
}

/* What scmp_is_simple() promises. */
static void test_equality_alone(void **state)
{
	struct rng rng = { .state = SEED + 1 };

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES / 10);
		struct sample sample = { .count = 0 };
		bdd some = BDD_NO;
		for (size_t count = 1 + rng_below(&rng, RULES); sample.count < count;) {
			size_t at = sample.count;
			bdd all = BDD_YES;
			draw_rule(&rng, &sample, true);
			sample.call[at] = 0;
			sample.rule[at].word = SCMP_ACT_ALLOW;
			for (size_t k = 0; k < sample.rule[at].count; k++) {
				struct scmp_test *test = &sample.test[at][k];
				*test = (struct scmp_test){ test->arg, SCMP_OP_EQ, UINT64_MAX, rng_below(&rng, 4) | (uint64_t)rng_chance(&rng, 20) << 32 };
				all = bdd_and(manager, all, argument_is(manager, test->arg, UINT64_MAX, test->value));
			}
			some = bdd_or(manager, some, all);
		}
		bdd written = bdd_choose(manager, some, bdd_word(manager, SCMP_ACT_ALLOW), bdd_word(manager, SCMP_ACT_ERRNO(1)));
		assert_true(answers_of(manager, &sample, 0, 0, NULL).answers == written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_rules),
		cmocka_unit_test(test_equality_alone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
