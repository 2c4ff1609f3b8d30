/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A cover of random conditions includes `must`, stays within `may`, and is as
 * short as possible.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "emit/lift/cover.h"
#include "emit/proof/policy_bdd.h"
#include "tests/emit/random.h"

enum { SEED = 20261129, RANDOM = 400, NODES = 1000000 };

/* socket's type: 32 bits that the role lacks, and those that only the register has. */
static const struct argument_names names = { {
	{ ROLE_socktype, 1, 0xfff7f7ff, false },
	{ ROLE_arg1, 1, UINT64_MAX, false },
}, 2 };

static bdd form_bdd(struct manager *manager, const struct condition *form)
{
	const struct shaped *shaped = &names.at[form->role == names.at[0].role ? 0 : 1];
	bdd holds = values_bdd(manager, &form->values, shaped->arg, shaped->mask);

	return form->values.negated ? bdd_not(manager, holds) : holds;
}

static bdd shapes_bdd(struct manager *manager, const struct shape *shapes, int count)
{
	bdd any = BDD_NO;

	for (int i = 0; i < count; i++) {
		bdd all = BDD_YES;
		for (unsigned k = 0; k < shapes[i].count; k++)
			all = bdd_and(manager, all, form_bdd(manager, &shapes[i].term[k]));
		any = bdd_or(manager, any, all);
	}
	return any;
}

static bdd random_form(struct rng *rng, struct manager *manager)
{
	const struct shaped *shaped = &names.at[rng_below(rng, 2)];
	struct condition form = { shaped->role, random_values(rng, shaped->mask) };

	return form_bdd(manager, &form);
}

static bool is_within(struct manager *manager, bdd f, bdd g)
{
	return bdd_and(manager, f, bdd_not(manager, g)) == BDD_NO;
}

/* Checks the shapes and returns their number. */
static int cover(struct manager *manager, struct cover_bounds wanted)
{
	static struct shape shapes[SHAPES_MOST];
	struct arena arena = { NULL };
	int count = cover_of(manager, &arena, &names, wanted, shapes);
	bdd holds = shapes_bdd(manager, shapes, count);

	assert_false(manager_is_full(manager));
	if (count >= 0) {
		assert_true(is_within(manager, wanted.must, holds));
		assert_true(is_within(manager, holds, wanted.may));
	}
	arena_free(&arena);
	return count;
}

static void test_random(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	unsigned given_up = 0;

	(void)state;
	for (unsigned i = 0; i < RANDOM; i++) {
		AUTO_MANAGER struct manager *manager = manager_begin(NODES);
		bdd must = bdd_and(manager, random_form(&rng, manager), bdd_not(manager, random_form(&rng, manager)));
		must = rng_chance(&rng, 50) ? must : bdd_or(manager, must, random_form(&rng, manager));
		bdd may = rng_chance(&rng, 30) ? must : bdd_or(manager, must, random_form(&rng, manager));
		given_up += must != BDD_NO && cover(manager, (struct cover_bounds){ must, may }) < 0;
	}
	assert_in_range(given_up, 0, RANDOM / 10);
}

static bdd values(struct manager *manager, unsigned name, struct values values)
{
	return form_bdd(manager, &(struct condition){ names.at[name].role, values });
}

/* An AND of a range of the role and of a mask of the register, without single values: one shape. */
static void test_both_names(void **state)
{
	AUTO_MANAGER struct manager *manager = manager_begin(NODES);
	bdd range = values(manager, 0, (struct values){ .kind = VALUES_RANGE, .v = { 10, 0x1234567 } });
	bdd masked = values(manager, 1, (struct values){ .kind = VALUES_MASKED, .v = { 0x80000008000, 0x80000000000 } });
	bdd single = values(manager, 1, (struct values){ .kind = VALUES_SET, .count = 2, .v = { 0x80000000010, 0x80000000020 } });
	bdd all = bdd_and(manager, range, bdd_and(manager, masked, bdd_not(manager, single)));

	(void)state;
	assert_int_equal(cover(manager, (struct cover_bounds){ all, all }), 1);
	assert_int_equal(cover(manager, (struct cover_bounds){ bdd_not(manager, range), BDD_YES }), 1);
}

/* What an earlier row has answered may be covered again: the set with holes becomes the range around
 * it. */
static void test_freedom(void **state)
{
	AUTO_MANAGER struct manager *manager = manager_begin(NODES);
	bdd range = values(manager, 0, (struct values){ .kind = VALUES_RANGE, .v = { 100, 100000 } });
	bdd holes = values(manager, 1, (struct values){ .kind = VALUES_HAS_ALL, .v = { 0x54 } });
	bdd must = bdd_and(manager, range, bdd_not(manager, holes));

	(void)state;
	assert_int_equal(cover(manager, (struct cover_bounds){ must, range }), 1);
	assert_int_equal(cover(manager, (struct cover_bounds){ must, bdd_or(manager, range, holes) }), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_both_names),
		cmocka_unit_test(test_freedom),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
