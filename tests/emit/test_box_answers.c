/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every answer that the calls of a box get: none is invented (each comes with a
 * call of the box that gets it), none is missed (random calls of the box get
 * one of them). SEED=number repeats a run.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "emit/proof/policy_bdd.h"
#include "emit/proof/box_answers.h"
#include "tests/emit/random.h"

enum { POLICIES = 150, BOXES = 30, DRAWN = 120, MOST_NOTED = 64 };

struct answer_notes {
	uint32_t answer[MOST_NOTED];
	struct seccomp_data example[MOST_NOTED];
	size_t count;
};

static void take(void *to, uint32_t answer, const struct seccomp_data *example)
{
	struct answer_notes *notes = to;

	assert_true(notes->count < MOST_NOTED);
	notes->answer[notes->count] = answer;
	notes->example[notes->count++] = *example;
}

static bool was_noted(const struct answer_notes *notes, uint32_t answer)
{
	for (size_t i = 0; i < notes->count; i++)
		if (notes->answer[i] == answer)
			return true;
	return false;
}

static bool lies_in(const struct patterns *patterns, uint64_t value)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (!((patterns->at[i].value ^ value) & patterns->at[i].known))
			return true;
	return false;
}

/* Around a call that the policy tests: exact, in half, or free; some arguments with several values. */
static void random_box(struct rng *rng, const struct policy *policy, struct box *box)
{
	struct seccomp_data around = random_input(rng, policy);

	*box = (struct box){ .audit = around.arch, .nr = (uint32_t)around.nr };
	for (unsigned i = 0; i < BOX_ARGS; i++) {
		static const uint64_t known[] = { UINT64_MAX, UINT64_MAX, UINT32_MAX, 0, ~UINT64_C(0x5), ~UINT64_C(0xff0) };
		for (unsigned n = 1 + (rng_chance(rng, 30) ? rng_below(rng, 5) : 0); n; n--) {
			struct seccomp_data other = random_input(rng, policy);
			box->arg[i].at[box->arg[i].count++] = (struct pattern){ known[rng_below(rng, COUNT_OF(known))],
			                                                        n == 1 ? around.args[i] : other.args[i] };
		}
	}
}

static struct seccomp_data drawn_from(struct rng *rng, const struct policy *policy, const struct box *box)
{
	struct seccomp_data call = random_input(rng, policy);

	call.arch = box->audit;
	call.nr = (int)box->nr;
	for (unsigned i = 0; i < BOX_ARGS; i++) {
		const struct pattern *pattern = &box->arg[i].at[rng_below(rng, (unsigned)box->arg[i].count)];
		call.args[i] = (pattern->value & pattern->known) | (call.args[i] & ~pattern->known);
	}
	return call;
}

static void compare_box(struct rng *rng, const struct policy *policy, struct box_answers *reach, const struct box *box)
{
	struct answer_notes notes = {0};

	box_answers_each(reach, box, take, &notes);
	assert_true(notes.count > 0);
	for (size_t i = 0; i < notes.count; i++) {
		assert_int_equal(notes.example[i].arch, box->audit);
		assert_int_equal(notes.example[i].nr, (int)box->nr);
		assert_int_equal(verdict_ret(policy_eval(policy, &notes.example[i])), notes.answer[i]);
		for (unsigned arg = 0; arg < BOX_ARGS; arg++)
			assert_true(lies_in(&box->arg[arg], notes.example[i].args[arg]));
		for (size_t k = 0; k < i; k++)
			assert_int_not_equal(notes.answer[i], notes.answer[k]);
	}
	for (int i = 0; i < DRAWN; i++) {
		struct seccomp_data call = drawn_from(rng, policy, box);
		assert_true(was_noted(&notes, verdict_ret(policy_eval(policy, &call))));
	}
}

static void test_random_boxes(void **state)
{
	const char *seed = getenv("SEED");
	struct rng rng = { .state = seed ? strtoull(seed, NULL, 0) : 1 };

	(void)state;
	print_message("SEED=%llu\n", (unsigned long long)rng.state);
	for (int i = 0; i < POLICIES; i++) {
		AUTO_POLICY struct policy policy = {0};
		AUTO_MANAGER struct manager *manager = manager_begin(MANAGER_NODES);
		AUTO_BOX_ANSWERS struct box_answers reach = {0};
		random_policy(&rng, &policy);
		bdd answers = policy_bdd(manager, &policy);
		assert_false(manager_is_full(manager));
		box_answers_begin(&reach, manager, answers);
		for (int n = 0; n < BOXES; n++) {
			struct box box;
			random_box(&rng, &policy, &box);
			compare_box(&rng, &policy, &reach, &box);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_boxes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
