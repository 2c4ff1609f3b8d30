/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A box contains a call if and only if the values it was built from admit it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/values/box.h"
#include "core/base/mem.h"

enum { SEEDS = 2000, PROBES = 60 };

static uint64_t random_state;

static uint64_t random_next(void)
{
	random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return random_state ^ random_state >> 29;
}

/* Small, large, or beside a power of two. */
static uint64_t random_value(void)
{
	uint64_t power = UINT64_C(1) << random_next() % 64;

	switch (random_next() % 4) {
	case 0: return random_next() % 40;
	case 1: return power - random_next() % 2;
	case 2: return UINT64_MAX - random_next() % 3;
	}
	return random_next() >> random_next() % 64;
}

static bool fits(const struct patterns *patterns, uint64_t value)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (!((patterns->at[i].value ^ value) & patterns->at[i].known))
			return true;
	return false;
}

static struct values random_values(void)
{
	struct values values = { .kind = (uint8_t)(VALUES_SET + random_next() % 7) };
	uint64_t a = random_value(), b = random_value();

	values.v[0] = a < b ? a : b;
	values.v[1] = a < b ? b : a;
	if (values.kind == VALUES_SET)
		values.count = (uint8_t)(1 + (a != b));
	if (values.kind == VALUES_MASKED)
		values.v[1] &= values.v[0];
	return values;
}

/* A value that is not in the set. */
static uint64_t probe(const struct values *values)
{
	return random_next() % 3 ? values->v[random_next() % 2] + random_next() % 3 - 1 : random_value();
}

static void test_values(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct values values;
		struct box box;
		random_state = seed;
		values = random_values();
		box_begin(&box, ARCH_X86_64, 9);
		box_values(&box, 2, UINT64_MAX, &values);
		assert_true(box.arg[2].count < PATTERNS_MOST);
		for (int i = 0; i < PROBES; i++) {
			uint64_t value = probe(&values);
			if (fits(&box.arg[2], value) != values_admit(&values, UINT64_MAX, value))
				fail_msg("seed %llu: 0x%llx", (unsigned long long)seed, (unsigned long long)value);
		}
		assert_true(fits(&box.arg[3], random_next()));
	}
}

/* If only the lower half was seen, the upper half may be anything. */
static void test_half_a_value(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= SEEDS; seed++) {
		struct values values;
		struct box box;
		random_state = seed;
		values = random_values();
		values.v[0] &= UINT32_MAX;
		values.v[1] = (values.v[1] & UINT32_MAX) > values.v[0] ? values.v[1] & UINT32_MAX : values.v[0];
		values.count = values.count ? 1 : 0;
		box_begin(&box, ARCH_X86_64, 9);
		box_values(&box, 2, UINT32_MAX, &values);
		for (int i = 0; i < PROBES; i++) {
			uint64_t value = (probe(&values) & UINT32_MAX) | random_next() << 32;
			if (fits(&box.arg[2], value) != values_admit(&values, UINT32_MAX, value))
				fail_msg("seed %llu: 0x%llx", (unsigned long long)seed, (unsigned long long)value);
		}
	}
}

static void test_bits_and_registers(void **state)
{
	const struct values bits = { .kind = VALUES_BITS, .v = { 6 } }, set = { .kind = VALUES_SET, .count = 2, .v = { 1, 4 } };
	struct box box;

	(void)state;
	box_begin(&box, ARCH_I386, 90);
	assert_true(fits(&box.arg[0], UINT32_MAX));
	assert_false(fits(&box.arg[0], UINT64_C(1) << 32));
	box_values(&box, 0, UINT64_MAX, &bits);
	box_with_bit(&box, 0, 1);
	assert_true(fits(&box.arg[0], 2) && fits(&box.arg[0], 6));
	assert_false(fits(&box.arg[0], 4) || fits(&box.arg[0], 0) || fits(&box.arg[0], 3));
	box_values(&box, 1, UINT64_MAX, &set);
	box_with_bit(&box, 1, 2);
	assert_int_equal(box.arg[1].count, 1);
	assert_true(fits(&box.arg[1], 4));
	box_value(&box, 1, UINT32_MAX, UINT64_MAX);
	assert_true(fits(&box.arg[1], UINT32_MAX));
	assert_false(fits(&box.arg[1], UINT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_half_a_value),
		cmocka_unit_test(test_bits_and_registers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
