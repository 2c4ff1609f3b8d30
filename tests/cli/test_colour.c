/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each line of a marked part has its own colour; nothing foreign gets an escape
 * sequence through; without colours the bytes are those of the text.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "cli/terminal/colour.h"

static void expect(const struct text *text, bool colours, const char *shown)
{
	AUTO_TEXT struct text got = { 0 };

	colour_add(&got, text, colours);
	assert_string_equal(got.at, shown);
	assert_int_equal(got.length, strlen(shown));
}

static void test_lines(void **state)
{
	AUTO_TEXT struct text text = { 0 };

	(void)state;
	text_add(&text, "plain ");
	mark_add(&text, MARK_DANGER, "one\n\ntwo");
	text_add(&text, "\n");
	mark_add(&text, MARK_NONE, "rest");
	mark_add(&text, MARK_GAINED, "");
	expect(&text, true, "plain \x1b[1;31mone\x1b[m\n\n\x1b[1;31mtwo\x1b[m\nrest");
	expect(&text, false, "plain one\n\ntwo\nrest");
}

/* Split by marks or not, the same bytes are escaped. */
static void test_hostile(void **state)
{
	AUTO_TEXT struct text text = { 0 };

	(void)state;
	text_add(&text, "\x1b[31m\r");
	mark_add(&text, MARK_REASON, "\x1b[2J\xe2\x80\xae\xff caf\xc3\xa9");
	text_add(&text, "\x9b");
	expect(&text, true, "\\x1b[31m\\x0d\x1b[2m\\x1b[2J\\xe2\\x80\\xae\\xff caf\xc3\xa9\x1b[m\\x9b");
	expect(&text, false, "\\x1b[31m\\x0d\\x1b[2J\\xe2\\x80\\xae\\xff caf\xc3\xa9\\x9b");
}

/* Reports take a blank back that nothing follows. */
static void test_shortened(void **state)
{
	AUTO_TEXT struct text text = { 0 };

	(void)state;
	text_add(&text, "count  ");
	mark_begin(&text, MARK_REASON);
	mark_end(&text);
	text.length -= 2;
	text_add(&text, "\n");
	mark_add(&text, MARK_HEAD, "next");
	expect(&text, true, "count\n\x1b[1mnext\x1b[m");
	expect(&text, false, "count\nnext");
}

static void test_empty(void **state)
{
	AUTO_TEXT struct text text = { 0 };

	(void)state;
	expect(&text, true, "");
	expect(&text, false, "");
}

static void test_always_and_never(void **state)
{
	struct colour colour;
	struct err err = { "" };

	(void)state;
	setenv("NO_COLOR", "1", 1);
	assert_int_equal(colour_choose(&colour, "always", "file", &err), 0);
	assert_true(colour.out && colour.err);
	unsetenv("NO_COLOR");
	assert_int_equal(colour_choose(&colour, "never", NULL, &err), 0);
	assert_false(colour.out || colour.err);
	assert_int_equal(colour_choose(&colour, NULL, "file", &err), 0);
	assert_false(colour.out);
	assert_int_equal(colour_choose(&colour, "alway", NULL, &err), -1);
	assert_string_equal(err.text, "--color=alway: not one of auto, always, never; did you mean 'always'?");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_shortened),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_always_and_never),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
