/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks lie beside the bytes: they are in order, move along with a text that is added to
 * another, and leave the bytes alone.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/mark.h"

static void expect(const struct text *text, const struct text_mark *expected, size_t count)
{
	size_t got;
	const struct text_mark *marks = mark_all(text, &got);

	assert_int_equal(got, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(marks[i].at, expected[i].at);
		assert_int_equal(marks[i].mark, expected[i].mark);
	}
}

static void test_none(void **state)
{
	AUTO_TEXT struct text text = { 0 };

	(void)state;
	text_add(&text, "words");
	expect(&text, NULL, 0);
	assert_null(text.marks);
}

static void test_order(void **state)
{
	AUTO_TEXT struct text text = { 0 };

	(void)state;
	text_add(&text, "a ");
	mark_add(&text, MARK_DANGER, "bc");
	mark_begin(&text, MARK_REASON);
	text_format(&text, " %d", 7);
	mark_end(&text);
	assert_string_equal(text.at, "a bc 7");
	expect(&text, (struct text_mark[]){ { 2, MARK_DANGER }, { 4, MARK_NONE }, { 4, MARK_REASON }, { 6, MARK_NONE } }, 4);
}

static void test_added(void **state)
{
	AUTO_TEXT struct text text = { 0 }, from = { 0 }, none = { 0 };

	(void)state;
	mark_add(&from, MARK_LOST, "xyz");
	text_add(&text, "ab");
	mark_add_text(&text, &from);
	mark_add_text(&text, &none);
	assert_string_equal(text.at, "abxyz");
	expect(&text, (struct text_mark[]){ { 2, MARK_LOST }, { 5, MARK_NONE } }, 2);
}

static void test_many(void **state)
{
	AUTO_TEXT struct text text = { 0 };
	size_t count;

	(void)state;
	for (int i = 0; i < 1000; i++)
		mark_add(&text, MARK_GAINED, "x");
	const struct text_mark *marks = mark_all(&text, &count);
	assert_int_equal(count, 2000);
	assert_int_equal(marks[1998].at, 999);
	assert_int_equal(marks[1999].at, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_added),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
