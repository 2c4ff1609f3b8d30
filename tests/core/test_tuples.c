/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tuples as a bounded semilattice: in any order, with overflow on either side of
 * a join.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/values/tuples.h"

enum { SEEDS = 400 };

static uint64_t random_state;

static uint32_t random_below(uint32_t bound)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)((random_state >> 33) % bound);
}

/* From a space that is a little larger than the bound. */
static struct tuples random_tuples(void)
{
	struct tuples out = {0};

	for (uint32_t left = random_below(2 * TUPLES_MOST); left; left--) {
		const uint64_t tuple[TUPLE_VALUES] = { random_below(7), 0, UINT64_MAX - random_below(7) };
		tuples_add(&out, tuple);
	}
	if (!random_below(20))
		tuples_forget(&out);
	return out;
}

static struct tuples joined(struct tuples a, const struct tuples *b)
{
	tuples_join(&a, b);
	return a;
}

static void test_is_a_semilattice(void **state)
{
	(void)state;
	for (random_state = 1; random_state <= SEEDS; random_state++) {
		uint64_t seed = random_state;
		struct tuples a = random_tuples(), b = random_tuples(), c = random_tuples();
		struct tuples ab = joined(a, &b), ba = joined(b, &a), bc = joined(b, &c);
		struct tuples left = joined(ab, &c), right = joined(a, &bc), twice = joined(ab, &a);
		if (!tuples_equal(&ab, &ba) || !tuples_equal(&left, &right) || !tuples_equal(&twice, &ab))
			fail_msg("seed %llu", (unsigned long long)seed);
		random_state = seed;
	}
}

static void test_order_and_growth(void **state)
{
	struct tuples tuples = {0};
	const uint64_t low[TUPLE_VALUES] = { 1, 2 }, high[TUPLE_VALUES] = { 1, 3 };

	(void)state;
	assert_true(tuples_add(&tuples, high));
	assert_true(tuples_add(&tuples, low));
	assert_false(tuples_add(&tuples, high));
	assert_int_equal(tuples.count, 2);
	assert_memory_equal(tuples.v[0], low, sizeof(low));
	assert_memory_equal(tuples.v[1], high, sizeof(high));
}

static void test_the_bound(void **state)
{
	struct tuples tuples = {0};

	(void)state;
	for (uint64_t i = 0; i < TUPLES_MOST; i++) {
		const uint64_t tuple[TUPLE_VALUES] = { i };
		assert_true(tuples_add(&tuples, tuple));
	}
	const uint64_t again[TUPLE_VALUES] = { 3 }, more[TUPLE_VALUES] = { TUPLES_MOST };
	assert_false(tuples_add(&tuples, again));
	assert_int_equal(tuples.kind, TUPLES_SET);
	assert_true(tuples_add(&tuples, more));
	assert_int_equal(tuples.kind, TUPLES_MANY);
	assert_int_equal(tuples.count, 0);
	assert_false(tuples_add(&tuples, again));
	assert_false(tuples_forget(&tuples));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_is_a_semilattice),
		cmocka_unit_test(test_order_and_growth),
		cmocka_unit_test(test_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
