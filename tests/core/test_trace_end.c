/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a program ended: written and read again, joined in any order; invalid ends
 * are rejected.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/json.h"
#include "core/trace/end.h"

static const struct {
	struct trace_end end;
	const char *member, *words;
	bool failure;
} rows[] = {                                  /* from the best to the worst */
	{ { TRACE_END_STATUS, 0 },    "\"status\": 0",         "status 0",   false },
	{ { TRACE_END_UNKNOWN, 0 },   "",                      "",           false },
	{ { TRACE_END_STATUS, 1 },    "\"status\": 1",         "status 1",   true },
	{ { TRACE_END_STATUS, 255 },  "\"status\": 255",       "status 255", true },
	{ { TRACE_END_SIGNAL, 1 },    "\"signal\": \"SIGHUP\"",  "SIGHUP",     true },
	{ { TRACE_END_SIGNAL, 11 },   "\"signal\": \"SIGSEGV\"", "SIGSEGV",    true },
	{ { TRACE_END_SIGNAL, 34 },   "\"signal\": 34",        "signal 34",  true },
	{ { TRACE_END_SIGNAL, 64 },   "\"signal\": 64",        "signal 64",  true },
};

static bool same(struct trace_end a, struct trace_end b)
{
	return a.kind == b.kind && a.number == b.number;
}

static int read_member(struct trace_end *end, const char *member, struct err *err)
{
	AUTO_TEXT struct text line = {0};

	text_format(&line, "{%s}", member);
	AUTO_JSON json_t *object = json_parse_object(line.at, line.length, "row", 1, err);
	assert_non_null(object);
	return trace_end_read(end, object, err);
}

static void each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text line = {0}, words = {0};
		struct trace_end again;
		struct err err;
		text_add(&line, "{");
		trace_end_write(rows[i].end, &line);
		assert_string_equal(line.at + 1, rows[i].member);
		assert_int_equal(read_member(&again, rows[i].member, &err), 0);
		assert_true(same(again, rows[i].end));
		trace_end_text(rows[i].end, &words);
		assert_string_equal(words.at ? words.at : "", rows[i].words);
		assert_int_equal(trace_end_is_failure(rows[i].end), rows[i].failure);
	}
}

static void the_worse_end_is_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		for (size_t k = 0; k < COUNT_OF(rows); k++)
			assert_true(same(trace_end_join(rows[i].end, rows[k].end), rows[i > k ? i : k].end));
}

static void of_a_wait_status(void **state)
{
	(void)state;
	assert_true(same(trace_end_of_wait(3 << 8), (struct trace_end){ TRACE_END_STATUS, 3 }));
	assert_true(same(trace_end_of_wait(SIGSEGV), (struct trace_end){ TRACE_END_SIGNAL, SIGSEGV }));
	assert_true(same(trace_end_of_wait(SIGABRT | 0x80), (struct trace_end){ TRACE_END_SIGNAL, SIGABRT }));
}

static void invalid_ends_are_rejected(void **state)
{
	static const char *const bad[] = {
		"\"status\": 256", "\"status\": -1", "\"status\": \"x\"", "\"signal\": 0", "\"signal\": 65",
		"\"signal\": \"SIGNONE\"", "\"signal\": \"TERM\"", "\"signal\": true", "\"signal\": \"\"",
		"\"status\": 0, \"signal\": \"SIGTERM\"",
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct trace_end end;
		struct err err = {0};
		assert_int_equal(read_member(&end, bad[i], &err), -1);
		assert_true(strlen(err.text) > 0);
	}
}

/* The names are of this machine, too. */
static void names_are_numbers(void **state)
{
	static const struct { int number; const char *name; } here[] = {
#define SIGNAL(name, number) { name, #name },
#include "core/kernel/signal.def"
#undef SIGNAL
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(here); i++) {
		AUTO_TEXT struct text words = {0};
		trace_end_text((struct trace_end){ TRACE_END_SIGNAL, here[i].number }, &words);
		assert_string_equal(words.at, here[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row),        cmocka_unit_test(the_worse_end_is_kept),   cmocka_unit_test(of_a_wait_status),
		cmocka_unit_test(invalid_ends_are_rejected),  cmocka_unit_test(names_are_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
