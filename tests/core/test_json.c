/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings through JSON and back, numbers at their bounds, and what the two
 * readers share: the values of an argument.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/json.h"
#include "core/base/nearest.h"
#include "core/kernel/syscall.h"
#include "core/values/values_json.h"

static json_t *parsed(const char *text)
{
	struct err err;

	return json_parse_object(text, strlen(text), "test", 1, &err);
}

static void test_bytes_as_text(void **state)
{
	static const struct { const char *bytes, *text; } rows[] = {
		{ "", "" },
		{ "/usr/bin/ls", "/usr/bin/ls" },
		{ "a\\b", "a\\x5cb" },
		{ "\\x41", "\\x5cx41" },
		{ "caf\xc3\xa9", "caf\xc3\xa9" },
		{ "caf\xe9", "caf\\xe9" },
		{ "\x80", "\\x80" },
		{ "\xc0\xaf", "\\xc0\\xaf" },                             /* overlong */
		{ "\xe0\x9f\xbf", "\\xe0\\x9f\\xbf" },
		{ "\xed\xa0\x80", "\\xed\\xa0\\x80" },                    /* a surrogate */
		{ "\xed\x9f\xbf\xee\x80\x80", "\xed\x9f\xbf\xee\x80\x80" },
		{ "\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80" },
		{ "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80" },           /* above U+10FFFF */
		{ "\xe2\x82", "\\xe2\\x82" },                             /* cut off */
		{ "tab\tnl\n\x7f", "tab\tnl\n\x7f" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text text = {0};
		AUTO_TEXT struct text back = {0};
		json_text_of_bytes(rows[i].bytes, &text);
		assert_string_equal(text.at, rows[i].text);
		json_bytes_of_text(text.at, &back);
		assert_string_equal(back.at, rows[i].bytes);
	}
}

static void test_text_as_bytes(void **state)
{
	static const struct { const char *text, *bytes; } rows[] = {
		{ "\\x41", "A" }, { "\\x4", "\\x4" }, { "\\", "\\" }, { "\\x", "\\x" }, { "\\n", "\\n" },
		{ "\\x00", "\\x00" }, { "\\xZZ", "\\xZZ" }, { "\\x5cx41", "\\x41" }, { "\\X41", "\\X41" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_TEXT struct text bytes = {0};
		json_bytes_of_text(rows[i].text, &bytes);
		assert_string_equal(bytes.at, rows[i].bytes);
	}
}

/* Every pair of bytes, as a name inside an object, comes back. */
static void test_names_are_read_back(void **state)
{
	(void)state;
	for (unsigned pair = 0x101; pair <= 0xffff; pair++) {
		const char name[] = { (char)(pair & 0xff), (char)(pair >> 8), '\0' };
		AUTO_TEXT struct text line = {0};
		AUTO_TEXT struct text back = {0};
		if (strlen(name) != 2)
			continue;
		text_add(&line, "{");
		json_add_key(&line, "name");
		json_add_name(&line, name, 2);
		text_add(&line, "}");
		AUTO_JSON json_t *object = parsed(line.at);
		assert_non_null(object);
		json_bytes_of_text(json_string_value(json_object_get(object, "name")), &back);
		assert_string_equal(back.at, name);
	}
}

static void test_line(void **state)
{
	AUTO_JSON json_t *object = parsed("{\"b\":1,\n\"a\":[true,null,\"x\\u0001\"],\"é\":{}}");
	AUTO_TEXT struct text line = {0};

	(void)state;
	json_line(object, &line);
	assert_string_equal(line.at, "{\"b\": 1, \"a\": [true, null, \"x\\u0001\"], \"é\": {}}");
}

static void test_faults_have_a_place(void **state)
{
	static const struct { const char *text, *message; } rows[] = {
		{ "", "test:7: " },
		{ "[1]", "test:7: expected an object" },
		{ "{\"a\": 1,\n \"a\": 2}", "test:8: duplicate" },
		{ "{\"a\": 1}\n\n}", "test:9: end of file expected" },
		{ "{\"a\": 18446744073709551616}", "test:7: too big integer" },
		{ "{\"a\": \"\\u0000\"}", "test:7: \\u0000 is not allowed" },
		{ "{\"a\": \"\xff\"}", "test:7: unable to decode byte 0xff" },
		{ "{\"a\": 01}", "test:7: " },
		{ "{\"a\": nul}", "test:7: invalid token" },
		{ "{'a': 1}", "test:7: " },
		{ "{\"a\": 1,}", "test:7: " },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct err err = {0};
		assert_null(json_parse_object(rows[i].text, strlen(rows[i].text), "test", 7, &err));
		if (strncmp(err.text, rows[i].message, strlen(rows[i].message)))
			fail_msg("%s: %s", rows[i].text, err.text);
	}
}

static void test_deep_nesting_is_refused(void **state)
{
	AUTO_TEXT struct text text = {0};
	struct err err = {0};

	(void)state;
	text_add(&text, "{\"a\": ");
	for (int i = 0; i < 1000000; i++)
		text_add(&text, "[");
	assert_null(json_parse_object(text.at, text.length, "test", 1, &err));
	assert_non_null(strstr(err.text, "maximum parsing depth"));
}

static void test_members(void **state)
{
	AUTO_JSON json_t *object = parsed("{\"s\": \"x\", \"n\": 7, \"h\": \"0xffffffffffffffff\", \"neg\": -1,"
	                                  " \"real\": 1.0, \"b\": true, \"l\": [], \"o\": {}, \"null\": null}");
	static const char *const some[] = { "s", "n", NULL };
	struct err err;
	const char *string = "default";
	uint64_t number = 1;
	bool boolean = false;
	json_t *child = NULL;

	(void)state;
	assert_int_equal(json_get_string(object, "absent", &string, &err), 0);
	assert_string_equal(string, "default");
	assert_int_equal(json_get_string(object, "s", &string, &err), 0);
	assert_string_equal(string, "x");
	assert_int_equal(json_get_string(object, "null", &string, &err), -1);
	assert_string_equal(err.text, "\"null\" is not a string");
	assert_int_equal(json_get_uint(object, "n", 7, &number, &err), 0);
	assert_int_equal(number, 7);
	assert_int_equal(json_get_uint(object, "n", 6, &number, &err), -1);
	assert_string_equal(err.text, "\"n\": too large: the maximum is 6");
	assert_int_equal(json_get_uint(object, "h", UINT64_MAX, &number, &err), 0);
	assert_true(number == UINT64_MAX);
	assert_int_equal(json_get_uint(object, "neg", UINT64_MAX, &number, &err), -1);
	assert_int_equal(json_get_uint(object, "real", UINT64_MAX, &number, &err), -1);
	assert_int_equal(json_get_uint(object, "s", UINT64_MAX, &number, &err), -1);
	assert_int_equal(json_get_bool(object, "b", &boolean, &err), 0);
	assert_true(boolean);
	assert_int_equal(json_get_bool(object, "n", &boolean, &err), -1);
	assert_int_equal(json_get_array(object, "l", &child, &err), 0);
	assert_int_equal(json_get_array(object, "o", &child, &err), -1);
	assert_int_equal(json_get_object(object, "o", &child, &err), 0);
	assert_int_equal(json_get_object(object, "l", &child, &err), -1);
	assert_int_equal(json_only(object, some, &err), -1);
	assert_string_equal(err.text, "unknown member \"h\"");
}

/* json, what it is read as when written again (NULL: the same), or the fault. */
static void test_values(void **state)
{
	static const struct { enum role role; const char *json, *again, *fault; } rows[] = {
		{ ROLE_domain, "[1, 2, 10]", NULL, NULL },
		{ ROLE_domain, "[]", NULL, NULL },
		{ ROLE_domain, "\"any\"", NULL, NULL },
		{ ROLE_domain, "[10, 1, \"0x1\"]", "[\"AF_UNIX\", \"AF_INET6\"]", NULL },
		{ ROLE_socktype, "[\"0x80801\"]", "[\"SOCK_STREAM|SOCK_CLOEXEC|SOCK_NONBLOCK\"]", NULL },
		{ ROLE_mode, "[\"0644\", 0]", "[0, \"0644\"]", NULL },
		{ ROLE_flags, "{\"bits\": 6}", "{\"bits\": \"0x6\"}", NULL },
		{ ROLE_longflags, "[\"0xffffffffffffffff\"]", NULL, NULL },
		{ ROLE_backlog, "{\"from\": 0, \"to\": 128}", NULL, NULL },
		{ ROLE_backlog, "{\"from\": 2, \"to\": 1}", NULL, "the range ends before it begins" },
		{ ROLE_backlog, "{\"from\": 2}", NULL, "missing \"to\"" },
		{ ROLE_backlog, "{\"to\": 2}", NULL, "expected: a list" },
		{ ROLE_backlog, "{\"from\": 2, \"to\": 4, \"step\": 1}", NULL, "unknown member \"step\"" },
		{ ROLE_flags, "{\"bits\": 6, \"to\": 4}", NULL, "unknown member \"to\"" },
		{ ROLE_domain, "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]", NULL, "more than 16 values" },
		{ ROLE_domain, "\"AF_UNIX\"", NULL, "expected: a list" },
		{ ROLE_domain, "1", NULL, "expected: a list" },
		{ ROLE_domain, "null", NULL, "expected: a list" },
		{ ROLE_domain, "{}", NULL, "expected: a list" },
		{ ROLE_domain, "[null]", NULL, "expected a word" },
		{ ROLE_domain, "[[1]]", NULL, "expected a word" },
		{ ROLE_domain, "[1.5]", NULL, "expected a word" },
		{ ROLE_domain, "[\"AF_NOTHING\"]", NULL, "'AF_NOTHING' is neither" },
		{ ROLE_domain, "[\"\"]", NULL, "'' is neither" },
		{ ROLE_domain, "[-1]", NULL, "'-1' is neither" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_JSON json_t *json = json_loads(rows[i].json, JSON_DECODE_ANY, NULL);
		AUTO_TEXT struct text again = {0};
		AUTO_TEXT struct text first = {0};
		struct values values, twice;
		struct err err = {0};
		int failed = values_read(&values, rows[i].role, json, &err);
		if (rows[i].fault) {
			assert_int_equal(failed, -1);
			if (strncmp(err.text, rows[i].fault, strlen(rows[i].fault)))
				fail_msg("%s: %s", rows[i].json, err.text);
			continue;
		}
		if (failed)
			fail_msg("%s: %s", rows[i].json, err.text);
		values_write(&values, rows[i].role, &first);
		AUTO_JSON json_t *written = json_loads(first.at, JSON_DECODE_ANY, NULL);
		assert_int_equal(values_read(&twice, rows[i].role, written, &err), 0);
		assert_true(values_equal(&values, &twice));
		values_write(&twice, rows[i].role, &again);
		assert_string_equal(first.at, again.at);
		if (rows[i].again && strcmp(first.at, rows[i].again))
			fail_msg("%s: %s", rows[i].json, first.at);
	}
}

static void test_nearest(void **state)
{
	static const struct { const char *word, *meant; } rows[] = {
		{ "opennat", "openat" }, { "sokcet", "socket" }, { "clock_getime", "clock_gettime" },
		{ "read", "read" }, { "xyzzy_plugh", NULL }, { "", NULL }, { "q", NULL },
		{ "sokcet", "socket" }, { "SOCKET", "socket" }, { "erad", "read" }, { "clock_getr", "clock_getres" },
		{ "a_name_that_is_longer_than_any_call_of_any_kernel", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *meant = nearest(rows[i].word, syscall_name_at);
		if (rows[i].meant)
			assert_string_equal(meant ? meant : "nothing", rows[i].meant);
		else
			assert_null(meant);
	}
}

static void test_comments(void **state)
{
	static const char text[] = "\xef\xbb\xbf {\"//\": \"a\", \"b\": [{\"_comment\": [1, \"c\"], \"comment\": {\"d\": 1}, \"comments\": 2}], \"$comment\": null}";
	AUTO_TEXT struct text out = { 0 };
	struct err err = { "" };
	AUTO_JSON json_t *value = json_parse_object(text, strlen(text), "file", 1, &err);

	(void)state;
	assert_non_null(value);
	assert_string_equal(json_start("\xef\xbb\xbf\n {"), "{");
	assert_string_equal(json_start("x{"), "x{");
	json_drop_comments(value);
	json_line(value, &out);
	assert_string_equal(out.at, "{\"b\": [{\"comment\": {\"d\": 1}, \"comments\": 2}]}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_bytes_as_text),
		cmocka_unit_test(test_text_as_bytes),
		cmocka_unit_test(test_names_are_read_back),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_faults_have_a_place),
		cmocka_unit_test(test_deep_nesting_is_refused),
		cmocka_unit_test(test_members),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
