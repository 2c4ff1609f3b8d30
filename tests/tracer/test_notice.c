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
#include "tracer/notice.h"

static const struct {
	int id;
	uint64_t args[3];
	enum notice notice;
} rows[] = {
	{ CALL_read,    { 1, 1 },              NOTICE_NONE },
	{ CALL_seccomp, { 0, 0 },              NOTICE_STRICT },
	{ CALL_seccomp, { 0, 1ull << 32 },     NOTICE_STRICT },      /* flags are 32 bits */
	{ CALL_seccomp, { 0, 1 },              NOTICE_NONE },        /* EINVAL, a feature test */
	{ CALL_seccomp, { 0, 0, 1 },           NOTICE_NONE },
	{ CALL_seccomp, { 1, 1 | 8 },          NOTICE_LISTENED_FOR_ALL },
	{ CALL_seccomp, { 1, 0 },              NOTICE_FILTER },
	{ CALL_seccomp, { 1, 2 },              NOTICE_FILTER },
	{ CALL_seccomp, { 1, 1 },              NOTICE_FILTER_FOR_ALL },
	{ CALL_seccomp, { 1, 1 | 1 << 4 },     NOTICE_FILTER_FOR_ALL },
	{ CALL_seccomp, { 2, 1 },              NOTICE_NONE },
	{ CALL_prctl,   { 22, 1 },             NOTICE_STRICT },
	{ CALL_prctl,   { 22, 2 },             NOTICE_FILTER },
	{ CALL_prctl,   { 22, 3 },             NOTICE_NONE },
	{ CALL_prctl,   { 22 | 1ull << 32, 2 | 1ull << 32 }, NOTICE_FILTER },
	{ CALL_prctl,   { 59, 0 },             NOTICE_NONE },
	{ CALL_prctl,   { 59, 1 },             NOTICE_DISPATCH },
	{ CALL_prctl,   { 15, 1 },             NOTICE_NONE },
	{ CALL_ptrace,  { 0, 0 },              NOTICE_TRACER },
	{ CALL_ptrace,  { 16, 5 },             NOTICE_TRACER },
	{ CALL_ptrace,  { 0x4206, 5 },         NOTICE_TRACER },
	{ CALL_ptrace,  { 7, 5 },              NOTICE_NONE },
};

static void each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct call_info call = { .id = rows[i].id, .args = { rows[i].args[0], rows[i].args[1], rows[i].args[2] } };
		assert_int_equal(notice_call(&call), rows[i].notice);
		assert_true(!notice_text(rows[i].notice) == (rows[i].notice == NOTICE_NONE));
	}
}

static const struct {
	enum notice notice;
	int64_t result;
	bool holds;
} results[] = {
	{ NOTICE_NONE,             0,     false },
	{ NOTICE_FILTER,           0,     true },
	{ NOTICE_FILTER,           5,     true },       /* a listener */
	{ NOTICE_FILTER,           -14,   false },
	{ NOTICE_FILTER_FOR_ALL,   0,     true },
	{ NOTICE_FILTER_FOR_ALL,   4711,  false },      /* the thread that cannot take it */
	{ NOTICE_FILTER_FOR_ALL,   -22,   false },
	{ NOTICE_LISTENED_FOR_ALL, 5,     true },
	{ NOTICE_LISTENED_FOR_ALL, -3,    false },
	{ NOTICE_DISPATCH,         0,     true },
	{ NOTICE_DISPATCH,         -22,   false },
	{ NOTICE_TRACER,           -1,    true },
	{ NOTICE_TRACER,           0,     false },
	{ NOTICE_TRACER,           -3,    false },
	{ NOTICE_STRICT,           0,     false },      /* was printed before */
};

static void each_result(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(results); i++)
		assert_int_equal(notice_holds(results[i].notice, results[i].result), results[i].holds);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_row), cmocka_unit_test(each_result) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
