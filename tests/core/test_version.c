/* SPDX-License-Identifier: Apache-2.0 */
/* Versions: what is one, and which of two is newer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "core/base/version.h"

static void test_parse(void **state)
{
	static const char *const good[] = { "6", "6.1", "v1.2.8", "5.10.0-21-amd64", "6.18.44+deb", "1.21~rc1", "1.2.3.4", "0.19.0" };
	static const char *const bad[] = { "", "v", ".", "6.", "6..1", "six", "6.1x", "6.1 ", " 6.1", "-1", "1.2.3.4.5", "1234567890", "6.1-" };
	struct version version;

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++)
		if (!version_parse(&version, good[i]))
			fail_msg("'%s' is a version", good[i]);
	for (size_t i = 0; i < COUNT_OF(bad); i++)
		if (version_parse(&version, bad[i]))
			fail_msg("'%s' is no version", bad[i]);
}

/* Ascending. */
static void test_order(void **state)
{
	static const char *const sorted[] = { "0.9", "0.9.72", "0.10", "1", "1.0.1", "1.1.5", "1.1.15", "1.8.1", "1.21", "4.14", "5.4", "5.10", "6.1.0-18-amd64", "6.18" };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sorted); i++)
		for (size_t n = 0; n < COUNT_OF(sorted); n++) {
			struct version version;
			assert_true(version_parse(&version, sorted[n]));
			assert_int_equal(version_is_after(sorted[i], version), i > n);
		}
}

static void test_suffix(void **state)
{
	struct version a, b;

	(void)state;
	assert_true(version_parse(&a, "v6.1.0-18-amd64"));
	assert_true(version_parse(&b, "6.1"));
	assert_int_equal(version_order(a, b), 0);
	assert_false(version_is_after("", a));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_suffix),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
