/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of the status line: counters, rates, hostile names and narrow
 * terminals.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "cli/terminal/meter_line.h"

static const struct {
	enum meter_kind kind;
	struct meter_state state;
	size_t width;
	const char *line;
} rows[] = {
	{ METER_BYTES, { .what = "a.log", .done = 30000000, .all = 120000000, .ms = 1000 }, 79, "seccord: reading 25 % of 120 MB, 30 MB/s: a.log" },
	{ METER_BYTES, { .what = "-", .done = 1500000, .ms = 500 }, 79, "seccord: reading 1.5 MB, 3.0 MB/s: stdin" },
	{ METER_BYTES, { .what = "grown", .done = 300, .all = 200, .ms = 1000 }, 79, "seccord: reading 100 % of 0.0 MB, 0.0 MB/s: grown" },
	{ METER_BYTES, { .done = 199999, .all = 200000, .ms = 0 }, 79, "seccord: reading 99 % of 0.2 MB, 0.0 MB/s" },
	{ METER_FILES, { .what = "x\033[2J\n.trace", .done = 12, .all = 300, .ms = 400 }, 79,
	  "seccord: reading file 12 of 300, 30/s: x\\x1b[2J\\x0a.trace" },
	{ METER_FILES, { .what = "x.trace", .done = 12, .all = 300, .ms = 400 }, 20, "seccord: reading fil" },
	{ METER_FILES, { .what = "x.trace", .done = 12, .all = 300, .ms = 400 }, 0, "" },
	{ METER_FUNCTIONS, { .what = "/bin/sh", .done = 1200, .ms = 2000 }, 79, "seccord: following code: 1200 functions, 600/s: /bin/sh" },
	{ METER_STEPS, { .done = 12340000, .ms = 4000 }, 79, "seccord: proving: 12.3 million steps, 3.1 million/s" },
	{ METER_CALLS, { .done = UINT64_MAX, .distinct = 45, .fresh = 3, .ms = 12900 }, 99,
	  "seccord: 12 s: 18446744073709551615 calls, 45 distinct, 3 new in the last 10 s" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text line = { 0 };
		meter_line(rows[i].kind, &rows[i].state, rows[i].width, &line);
		assert_string_equal(line.at, rows[i].line);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
