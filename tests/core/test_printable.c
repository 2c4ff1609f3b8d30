/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Printed strings, as rows; escaping is idempotent; JSON keeps its value.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/err.h"
#include "core/base/json.h"
#include "core/base/printable.h"

static const struct {
	const char *bytes, *shown;
} rows[] = {
	{ "", "" },
	{ "plain ~ words", "plain ~ words" },
	{ "caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x90\xa7", "caf\xc3\xa9 \xe6\xbc\xa2 \xf0\x9f\x90\xa7" },
	{ "\x1b[2J", "\\x1b[2J" },
	{ "a\nb\tc\rd\x7f", "a\\x0ab\\x09c\\x0dd\\x7f" },
	{ "\xc2\x9b" "2J \xc2\x85", "\\xc2\\x9b2J \\xc2\\x85" },                     /* CSI and NEL of C1 */
	{ "\xe2\x80\xae" "txt.exe", "\\xe2\\x80\\xaetxt.exe" },                      /* U+202E */
	{ "\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad", "\\xe2\\x80\\xaa\\xe2\\x80\\xab\\xe2\\x80\\xac\\xe2\\x80\\xad" },
	{ "\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9", "\\xe2\\x81\\xa6\\xe2\\x81\\xa7\\xe2\\x81\\xa8\\xe2\\x81\\xa9" },
	{ "\xe2\x80\x8e\xe2\x80\x8f\xd8\x9c", "\\xe2\\x80\\x8e\\xe2\\x80\\x8f\\xd8\\x9c" },
	{ "\xe2\x80\x8b\xef\xbb\xbf\xe2\x80\xa8", "\\xe2\\x80\\x8b\\xef\\xbb\\xbf\\xe2\\x80\\xa8" },
	{ "\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\x9f", "\xe2\x80\x90\xe2\x80\xa7\xe2\x80\xaf\xe2\x81\x9f" },   /* beside those */
	{ "\xff\xfe", "\\xff\\xfe" },
	{ "\xc0\x9b \xe0\x80\xae \xed\xa0\x80", "\\xc0\\x9b \\xe0\\x80\\xae \\xed\\xa0\\x80" },  /* overlong, surrogate */
	{ "cut \xe2\x80", "cut \\xe2\\x80" },
	{ "\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81" },                              /* a tag */
	{ "\\x1b", "\\x1b" },
};

static void each_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text once = {0}, twice = {0};
		char copy[256];
		printable_add_string(&once, rows[i].bytes);
		assert_string_equal(once.at, rows[i].shown);
		printable_add_string(&twice, once.at);
		assert_string_equal(twice.at, rows[i].shown);
		printable_copy(copy, sizeof(copy), rows[i].bytes);
		assert_string_equal(copy, rows[i].shown);
	}
}

static void errors_contain_no_control_characters(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err;
		err_set(&err, "%s", rows[i].bytes);
		assert_string_equal(err.text, rows[i].shown);
		err_context(&err, "%s", rows[i].bytes);
		assert_int_equal(strncmp(err.text, rows[i].shown, strlen(rows[i].shown)), 0);
	}
}

static void a_copy_is_truncated_between_characters(void **state)
{
	char copy[8];

	(void)state;
	printable_copy(copy, sizeof(copy), "abcde\xc3\xa9\xc3\xa9");
	assert_string_equal(copy, "abcde\xc3\xa9");
	printable_copy(copy, sizeof(copy), "abcde\x1b");
	assert_string_equal(copy, "abcde");
}

static void lines_are_not_split(void **state)
{
	AUTO_TEXT struct text out = {0};

	(void)state;
	printable_add_lines(&out, "a\tb\n\x1b\r\n", 7);
	assert_string_equal(out.at, "a\tb\n\\x1b\\x0d\n");
}

static void json_keeps_its_value(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text line = {0}, bytes = {0};
		struct err err;
		const char *name = NULL;
		text_add(&line, "{\"name\": ");
		json_add_name(&line, rows[i].bytes, strlen(rows[i].bytes));
		text_add(&line, "}");
		assert_null(strstr(line.at, "\xe2\x80\xae"));
		assert_null(strchr(line.at, 0x7f));
		AUTO_JSON json_t *object = json_parse_object(line.at, line.length, "row", 1, &err);
		assert_non_null(object);
		assert_int_equal(json_get_string(object, "name", &name, &err), 0);
		json_bytes_of_text(name, &bytes);
		assert_string_equal(bytes.at, rows[i].bytes);
		text_free(&line);
		line = (struct text){0};
		json_line(object, &line);
		assert_null(strstr(line.at, "\xf3\xa0\x81\x81"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_row),
		cmocka_unit_test(errors_contain_no_control_characters),
		cmocka_unit_test(a_copy_is_truncated_between_characters),
		cmocka_unit_test(lines_are_not_split),
		cmocka_unit_test(json_keeps_its_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
