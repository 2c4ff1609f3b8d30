/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which calls affect the recording, as rows.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/hazards.h"

static const struct {
	int id;
	uint64_t args[3];
	enum hazard hazard;
} rows[] = {
	{ CALL_read,    { 1, 1 },              HAZARD_NONE },
	{ CALL_seccomp, { 0, 0 },              HAZARD_STRICT },
	{ CALL_seccomp, { 0, 1ull << 32 },     HAZARD_STRICT },      /* flags are 32 bits */
	{ CALL_seccomp, { 0, 1 },              HAZARD_NONE },        /* EINVAL, a feature test */
	{ CALL_seccomp, { 0, 0, 1 },           HAZARD_NONE },
	{ CALL_seccomp, { 1, 1 | 8 },          HAZARD_LISTENED_FOR_ALL },
	{ CALL_seccomp, { 1, 0 },              HAZARD_FILTER },
	{ CALL_seccomp, { 1, 2 },              HAZARD_FILTER },
	{ CALL_seccomp, { 1, 1 },              HAZARD_FILTER_FOR_ALL },
	{ CALL_seccomp, { 1, 1 | 1 << 4 },     HAZARD_FILTER_FOR_ALL },
	{ CALL_seccomp, { 2, 1 },              HAZARD_NONE },
	{ CALL_prctl,   { 22, 1 },             HAZARD_STRICT },
	{ CALL_prctl,   { 22, 2 },             HAZARD_FILTER },
	{ CALL_prctl,   { 22, 3 },             HAZARD_NONE },
	{ CALL_prctl,   { 22 | 1ull << 32, 2 | 1ull << 32 }, HAZARD_FILTER },
	{ CALL_prctl,   { 59, 0 },             HAZARD_NONE },
	{ CALL_prctl,   { 59, 1 },             HAZARD_DISPATCH },
	{ CALL_prctl,   { 15, 1 },             HAZARD_NONE },
	{ CALL_ptrace,  { 0, 0 },              HAZARD_TRACER },
	{ CALL_ptrace,  { 16, 5 },             HAZARD_TRACER },
	{ CALL_ptrace,  { 0x4206, 5 },         HAZARD_TRACER },
	{ CALL_ptrace,  { 7, 5 },              HAZARD_NONE },
};

static void each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct call_info call = { .id = rows[i].id, .args = { rows[i].args[0], rows[i].args[1], rows[i].args[2] } };
		assert_int_equal(hazard_call(&call), rows[i].hazard);
		assert_true(!hazard_text(rows[i].hazard) == (rows[i].hazard == HAZARD_NONE));
	}
}

static const struct {
	enum hazard hazard;
	int64_t result;
	bool holds;
} results[] = {
	{ HAZARD_NONE,             0,     false },
	{ HAZARD_FILTER,           0,     true },
	{ HAZARD_FILTER,           5,     true },       /* a listener */
	{ HAZARD_FILTER,           -14,   false },
	{ HAZARD_FILTER_FOR_ALL,   0,     true },
	{ HAZARD_FILTER_FOR_ALL,   4711,  false },      /* the thread that cannot take it */
	{ HAZARD_FILTER_FOR_ALL,   -22,   false },
	{ HAZARD_LISTENED_FOR_ALL, 5,     true },
	{ HAZARD_LISTENED_FOR_ALL, -3,    false },
	{ HAZARD_DISPATCH,         0,     true },
	{ HAZARD_DISPATCH,         -22,   false },
	{ HAZARD_TRACER,           -1,    true },
	{ HAZARD_TRACER,           0,     false },
	{ HAZARD_TRACER,           -3,    false },
	{ HAZARD_STRICT,           0,     false },      /* was printed before */
};

static void each_result(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(results); i++)
		assert_int_equal(hazard_holds(results[i].hazard, results[i].result), results[i].holds);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_row), cmocka_unit_test(each_result) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
