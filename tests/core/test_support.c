/* SPDX-License-Identifier: Apache-2.0 */
/* Which releases of Linux and libseccomp have what: the table is complete and in order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/libc/support.h"

static const char *const libraries[] = {
#define LIBRARY(version, kernel) version, kernel,
#include "core/libc/support.def"
#undef LIBRARY
};

static void assert_version(const char *text)
{
	struct version version;

	if (!version_parse(&version, text))
		fail_msg("'%s' is no version", text);
}

static void test_complete(void **state)
{
	(void)state;
	for (int action = 0; action < ACTION_COUNT; action++) {
		assert_version(support_kernel_of_action((enum action)action));
		assert_version(support_library_of_action((enum action)action));
	}
	for (int arch = 0; arch < ARCH_COUNT; arch++) {
		assert_version(support_kernel_of_arch((enum arch)arch));
		if (*support_library_of_arch((enum arch)arch))
			assert_version(support_library_of_arch((enum arch)arch));
	}
}

/* Releases ascend, and so do their kernels. */
static void test_order(void **state)
{
	(void)state;
	for (size_t i = 2; i < COUNT_OF(libraries); i++) {
		struct version before;
		assert_true(version_parse(&before, libraries[i - 2]));
		assert_true(version_is_after(libraries[i], before) || (i % 2 && !strcmp(libraries[i], libraries[i - 2])));
	}
}

/* A libseccomp, and the last kernel whose calls it knows. */
static void test_library(void **state)
{
	static const struct { const char *library, *kernel; } rows[] = {
		{ "1.0.1", "3.19" }, { "2.2.3", "3.19" }, { "2.3.1", "4.5" }, { "2.5.1", "5.8" }, { "2.5.4", "5.17" }, { "2.5.6", "6.13" }, { "2.6.0", "6.13" },
		{ "3.0", "7.1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct version library, kernel;
		assert_true(version_parse(&library, rows[i].library));
		assert_true(version_parse(&kernel, rows[i].kernel));
		assert_int_equal(version_order(support_library_kernel(library), kernel), 0);
	}
}

static void test_calls(void **state)
{
	static const struct { const char *kernel; enum syscall_id id; bool has; } rows[] = {
		{ "5.2", CALL_clone3, false }, { "5.3", CALL_clone3, true }, { "5.3.0-1-amd64", CALL_clone3, true }, { "6.1", CALL_clone3, true },
		{ "5.5", CALL_openat2, false }, { "5.10", CALL_openat2, true }, { "3.5", CALL_read, true },
		{ "4.14", CALL_afs_syscall, true },       /* without a documented version */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct version kernel;
		assert_true(version_parse(&kernel, rows[i].kernel));
		assert_int_equal(support_kernel_has(kernel, rows[i].id), rows[i].has);
	}
}

/* Whether a libseccomp has the name of a call. */
static void test_names(void **state)
{
	static const struct { const char *library; enum syscall_id id; bool has; } rows[] = {
		{ "2.5.4", CALL_read, true }, { "2.5.4", CALL_cachestat, false }, { "2.5.5", CALL_cachestat, true }, { "2.5.5", CALL_mseal, false },
		{ "2.6.0", CALL_mseal, true }, { "2.6.0", CALL_listns, false }, { "2.6.1", CALL_listns, true }, { "9", CALL_llseek, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct version library;
		assert_true(version_parse(&library, rows[i].library));
		assert_int_equal(support_library_names(library, rows[i].id), rows[i].has);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_library),
		cmocka_unit_test(test_calls),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
