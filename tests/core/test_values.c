/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values: the laws of a join-semilattice on random values of every kind, and the
 * values that each kind admits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/base/mem.h"
#include "core/values/values.h"

enum { ROUNDS = 200000 };

static const enum role roles[] = { ROLE_domain, ROLE_clone_flags, ROLE_backlog };
static const uint64_t seed = 20261121;

static uint64_t next(uint64_t *state)         /* xorshift64* */
{
	*state ^= *state >> 12;
	*state ^= *state << 25;
	*state ^= *state >> 27;
	return *state * UINT64_C(0x2545f4914f6cdd1d);
}

/* Small numbers collide often, powers of two and their neighbours are edge cases. */
static uint64_t number(uint64_t *state)
{
	uint64_t random = next(state);

	switch (random >> 61) {
	case 0:
		return next(state);
	case 1:
		return UINT64_C(1) << (next(state) % 64);
	case 2:
		return (UINT64_C(1) << (next(state) % 64)) - 1;
	default:
		return random % 24;
	}
}

static struct values values_of(uint64_t *state, enum role role)
{
	struct values values = {0};
	uint64_t a = number(state), b = number(state);

	switch (next(state) % 8) {
	case 0:
		return values;
	case 1:
		return (struct values){ .kind = VALUES_ANY };
	case 2:
		return (struct values){ .kind = VALUES_BITS, .v = { a } };
	case 3:
		return (struct values){ .kind = VALUES_RANGE, .v = { a < b ? a : b, a < b ? b : a } };
	default:
		for (uint64_t i = next(state) % 20; i; i--)
			values_add(&values, role, number(state));
		return values;
	}
}

static struct values join(enum role role, const struct values *a, const struct values *b)
{
	struct values out = *a;
	bool grew = values_join(&out, role, b);

	assert_int_equal(grew, !values_equal(&out, a));
	return out;
}

static void assert_same(const struct values *a, const struct values *b, int round)
{
	if (!values_equal(a, b))
		fail_msg("seed %llu, round %d: kinds %d and %d", (unsigned long long)seed, round, a->kind, b->kind);
}

static void joins_as_a_semilattice(void **unused)
{
	uint64_t state = seed;

	(void)unused;
	for (int round = 0; round < ROUNDS; round++) {
		enum role role = roles[round % 3];
		struct values a = values_of(&state, role), b = values_of(&state, role), c = values_of(&state, role);
		struct values ab = join(role, &a, &b), ba = join(role, &b, &a), bc = join(role, &b, &c);
		struct values left = join(role, &ab, &c), right = join(role, &a, &bc), twice = join(role, &ab, &b);
		struct values same = join(role, &a, &a);

		assert_same(&ab, &ba, round);
		assert_same(&left, &right, round);
		assert_same(&twice, &ab, round);
		assert_same(&same, &a, round);
	}
}

static void a_union_of_values_admits_those_of_its_parts(void **unused)
{
	uint64_t state = seed;

	(void)unused;
	for (int round = 0; round < ROUNDS; round++) {
		enum role role = roles[round % 3];
		struct values a = values_of(&state, role), b = values_of(&state, role);
		struct values ab = join(role, &a, &b);
		uint64_t value = number(&state);

		if (values_admit(&a, UINT64_MAX, value) || values_admit(&b, UINT64_MAX, value))
			assert_true(values_admit(&ab, UINT64_MAX, value));
	}
}

static void values_come_in_any_order(void **unused)
{
	uint64_t state = seed;

	(void)unused;
	for (int round = 0; round < ROUNDS / 20; round++) {
		enum role role = roles[round % 3];
		uint64_t seen[40], count = next(&state) % 40;
		struct values up = {0}, down = {0};

		for (uint64_t i = 0; i < count; i++)
			values_add(&up, role, seen[i] = number(&state));
		for (uint64_t i = count; i; i--)
			values_add(&down, role, seen[i - 1]);
		assert_same(&up, &down, round);
		for (uint64_t i = 0; i < count; i++)
			assert_true(values_admit(&up, UINT64_MAX, seen[i]));
	}
}

/* A set grows 16 times, then each end of a range or each bit 64 times at most. */
static void growth_terminates(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < COUNT_OF(roles); i++) {
		uint64_t state = seed;
		struct values values = {0};
		int grown = 0;

		for (int round = 0; round < 100000; round++)
			grown += values_add(&values, roles[i], number(&state));
		assert_in_range(grown, VALUES_MAX + 1, VALUES_MAX + 128);
		assert_int_not_equal(values.kind, VALUES_SET);
	}
}

static struct values first(enum role role, uint64_t start, unsigned count)
{
	struct values values = {0};

	for (unsigned i = 0; i < count; i++)
		values_add(&values, role, start + i);
	return values;
}

static void values_collapse_according_to_their_role(void **unused)
{
	static const struct {
		enum role role;
		uint64_t start;
		unsigned count;
		enum values_kind kind;
		uint64_t v0, v1;
	} rows[] = {
		{ ROLE_domain,      1,   1, VALUES_SET,   1,     0 },
		{ ROLE_domain,      1,  16, VALUES_SET,   1,     2 },
		{ ROLE_domain,      1,  17, VALUES_ANY,   0,     0 },
		{ ROLE_clone_flags, 0,  16, VALUES_SET,   0,     1 },
		{ ROLE_clone_flags, 0,  17, VALUES_BITS,  0x1f,  0 },
		{ ROLE_backlog,     5,  16, VALUES_SET,   5,     6 },
		{ ROLE_backlog,     5,  17, VALUES_RANGE, 4,     31 },
		{ ROLE_backlog,     0,  17, VALUES_RANGE, 0,     31 },
		{ ROLE_backlog,   128,  64, VALUES_RANGE, 128,   255 },
		{ ROLE_ptr,         1,  17, VALUES_NONE,  0,     0 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct values values = first(rows[i].role, rows[i].start, rows[i].count);
		assert_int_equal(values.kind, rows[i].kind);
		assert_int_equal(values.v[0], rows[i].v0);
		assert_int_equal(values.v[1], rows[i].v1);
	}
}

static void sets_are_ascending(void **unused)
{
	static const uint64_t seen[] = { 9, 1, 5, 1, UINT64_MAX, 0 }, ascending[] = { 0, 1, 5, 9, UINT64_MAX };
	struct values values = {0};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(seen); i++)
		values_add(&values, ROLE_prot, seen[i]);
	assert_int_equal(values.count, COUNT_OF(ascending));
	assert_memory_equal(values.v, ascending, sizeof(ascending));
}

static void admits_under_a_mask(void **unused)
{
	static const struct {
		struct values values;
		uint64_t mask, value;
		bool admitted;
	} rows[] = {
		{ { .kind = VALUES_NONE },                                 UINT64_MAX, 0,                      false },
		{ { .kind = VALUES_ANY },                                  0,          7,                      true },
		{ { .kind = VALUES_SET, .count = 2, .v = { 1, 5 } },       UINT64_MAX, 5,                      true },
		{ { .kind = VALUES_SET, .count = 2, .v = { 1, 5 } },       UINT64_MAX, 4,                      false },
		{ { .kind = VALUES_SET, .count = 1, .v = { 0xffffff9c } }, UINT32_MAX, UINT64_MAX - 99,        true },
		{ { .kind = VALUES_SET, .count = 1, .v = { 0xffffff9c } }, UINT64_MAX, UINT64_MAX - 99,        false },
		{ { .kind = VALUES_SET, .count = 1, .v = { 0x80001 } },    0xf,        0x801,                  false },
		{ { .kind = VALUES_BITS, .v = { 0x0f } },                  UINT64_MAX, 0x09,                   true },
		{ { .kind = VALUES_BITS, .v = { 0x0f } },                  UINT64_MAX, 0x19,                   false },
		{ { .kind = VALUES_BITS, .v = { 0x0f } },                  UINT32_MAX, UINT64_C(0x100000001),  true },
		{ { .kind = VALUES_BITS, .v = { 0x00 } },                  ~UINT64_C(0xff), 17,                true },
		{ { .kind = VALUES_RANGE, .v = { 4, 31 } },                UINT64_MAX, 4,                      true },
		{ { .kind = VALUES_RANGE, .v = { 4, 31 } },                UINT64_MAX, 31,                     true },
		{ { .kind = VALUES_RANGE, .v = { 4, 31 } },                UINT64_MAX, 3,                      false },
		{ { .kind = VALUES_RANGE, .v = { 4, 31 } },                UINT64_MAX, 32,                     false },
		{ { .kind = VALUES_RANGE, .v = { 4, 31 } },                UINT32_MAX, UINT64_C(0x100000004),  true },
		{ { .kind = VALUES_HAS_ALL, .v = { 6 } },                  UINT64_MAX, 7,                      true },
		{ { .kind = VALUES_HAS_ALL, .v = { 6 } },                  UINT64_MAX, 5,                      false },
		{ { .kind = VALUES_HAS_ALL },                              UINT64_MAX, 0,                      true },
		{ { .kind = VALUES_HAS_ANY, .v = { 6 } },                  UINT64_MAX, 5,                      true },
		{ { .kind = VALUES_HAS_ANY, .v = { 6 } },                  UINT64_MAX, 9,                      false },
		{ { .kind = VALUES_HAS_ANY },                              UINT64_MAX, 9,                      false },
		{ { .kind = VALUES_MASKED, .v = { 0xf0, 0x20 } },          UINT64_MAX, 0x12f,                  true },
		{ { .kind = VALUES_MASKED, .v = { 0xf0, 0x20 } },          UINT64_MAX, 0x13f,                  false },
		{ { .kind = VALUES_NONE, .negated = true },                UINT64_MAX, 0,                      true },
		{ { .kind = VALUES_ANY, .negated = true },                 UINT64_MAX, 0,                      false },
		{ { .kind = VALUES_SET, .negated = true, .count = 1, .v = { 40 } }, UINT32_MAX, UINT64_C(0x100000028), false },
		{ { .kind = VALUES_SET, .negated = true, .count = 1, .v = { 40 } }, UINT64_MAX, UINT64_C(0x100000028), true },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (values_admit(&rows[i].values, rows[i].mask, rows[i].value) != rows[i].admitted)
			fail_msg("row %zu", i);
}

/* A file may contain a summary of another kind than the role's. */
static void foreign_summaries_become_anything(void **unused)
{
	struct values range = { .kind = VALUES_RANGE, .v = { 1, 2 } }, set = first(ROLE_clone_flags, 1, 2);
	struct values both = join(ROLE_clone_flags, &range, &set), same = join(ROLE_clone_flags, &range, &range);

	(void)unused;
	assert_int_equal(both.kind, VALUES_ANY);
	assert_true(values_equal(&same, &range));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_as_a_semilattice),
		cmocka_unit_test(a_union_of_values_admits_those_of_its_parts),
		cmocka_unit_test(values_come_in_any_order),
		cmocka_unit_test(growth_terminates),
		cmocka_unit_test(values_collapse_according_to_their_role),
		cmocka_unit_test(sets_are_ascending),
		cmocka_unit_test(admits_under_a_mask),
		cmocka_unit_test(foreign_summaries_become_anything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
