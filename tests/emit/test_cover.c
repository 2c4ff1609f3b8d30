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
#include "emit/proof/meaning.h"
#include "tests/emit/random.h"

enum { SEED = 20261129, RANDOM = 400, NODES = 1000000 };

/* socket's type: 32 bits that the role lacks, and those that only the register has. */
static const struct names names = { {
	{ ROLE_socktype, 1, 0xfff7f7ff, false },
	{ ROLE_arg1, 1, UINT64_MAX, false },
}, 2 };

static diagram form_diagram(struct space *space, const struct condition *form)
{
	const struct shaped *shaped = &names.at[form->role == names.at[0].role ? 0 : 1];
	diagram holds = values_diagram(space, &form->values, shaped->arg, shaped->mask);

	return form->values.negated ? diagram_not(space, holds) : holds;
}

static diagram shapes_diagram(struct space *space, const struct shape *shapes, int count)
{
	diagram any = DIAGRAM_NO;

	for (int i = 0; i < count; i++) {
		diagram all = DIAGRAM_YES;
		for (unsigned k = 0; k < shapes[i].count; k++)
			all = diagram_and(space, all, form_diagram(space, &shapes[i].term[k]));
		any = diagram_or(space, any, all);
	}
	return any;
}

static diagram random_form(struct rng *rng, struct space *space)
{
	const struct shaped *shaped = &names.at[rng_below(rng, 2)];
	struct condition form = { shaped->role, random_values(rng, shaped->mask) };

	return form_diagram(space, &form);
}

static bool is_within(struct space *space, diagram f, diagram g)
{
	return diagram_and(space, f, diagram_not(space, g)) == DIAGRAM_NO;
}

/* Checks the shapes and returns their number. */
static int cover(struct space *space, struct wanted wanted)
{
	static struct shape shapes[SHAPES_MOST];
	struct arena arena = { NULL };
	int count = cover_of(space, &arena, &names, wanted, shapes);
	diagram holds = shapes_diagram(space, shapes, count);

	assert_false(space_is_full(space));
	if (count >= 0) {
		assert_true(is_within(space, wanted.must, holds));
		assert_true(is_within(space, holds, wanted.may));
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
		AUTO_SPACE struct space *space = space_begin(NODES);
		diagram must = diagram_and(space, random_form(&rng, space), diagram_not(space, random_form(&rng, space)));
		must = rng_chance(&rng, 50) ? must : diagram_or(space, must, random_form(&rng, space));
		diagram may = rng_chance(&rng, 30) ? must : diagram_or(space, must, random_form(&rng, space));
		given_up += must != DIAGRAM_NO && cover(space, (struct wanted){ must, may }) < 0;
	}
	assert_in_range(given_up, 0, RANDOM / 10);
}

static diagram values(struct space *space, unsigned name, struct values values)
{
	return form_diagram(space, &(struct condition){ names.at[name].role, values });
}

/* An AND of a range of the role and of a mask of the register, without single values: one shape. */
static void test_both_names(void **state)
{
	AUTO_SPACE struct space *space = space_begin(NODES);
	diagram range = values(space, 0, (struct values){ .kind = VALUES_RANGE, .v = { 10, 0x1234567 } });
	diagram masked = values(space, 1, (struct values){ .kind = VALUES_MASKED, .v = { 0x80000008000, 0x80000000000 } });
	diagram single = values(space, 1, (struct values){ .kind = VALUES_SET, .count = 2, .v = { 0x80000000010, 0x80000000020 } });
	diagram all = diagram_and(space, range, diagram_and(space, masked, diagram_not(space, single)));

	(void)state;
	assert_int_equal(cover(space, (struct wanted){ all, all }), 1);
	assert_int_equal(cover(space, (struct wanted){ diagram_not(space, range), DIAGRAM_YES }), 1);
}

/* What an earlier row has answered may be covered again: the set with holes becomes the range around
 * it. */
static void test_freedom(void **state)
{
	AUTO_SPACE struct space *space = space_begin(NODES);
	diagram range = values(space, 0, (struct values){ .kind = VALUES_RANGE, .v = { 100, 100000 } });
	diagram holes = values(space, 1, (struct values){ .kind = VALUES_HAS_ALL, .v = { 0x54 } });
	diagram must = diagram_and(space, range, diagram_not(space, holes));

	(void)state;
	assert_int_equal(cover(space, (struct wanted){ must, range }), 1);
	assert_int_equal(cover(space, (struct wanted){ must, diagram_or(space, range, holes) }), 1);
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
