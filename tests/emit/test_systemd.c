/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between releases of systemd.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "emit/systemd/release.h"

static const struct systemd_release *release_of(unsigned version)
{
	size_t i = 0;

	while (systemd_release_at(i) && systemd_release_at(i)->version != version)
		i++;
	assert_non_null(systemd_release_at(i));
	return systemd_release_at(i);
}

static void test_groups(void **state)
{
	static const struct { unsigned version; const char *group; enum syscall_id id; bool has; } rows[] = {
		{ 252, "@default", CALL_brk, true },        { 252, "@default", CALL_seccomp, false },
		{ 253, "@default", CALL_seccomp, false },   { 253, "@file-system", CALL_fchmodat2, true },
		{ 254, "@default", CALL_seccomp, true },    { 254, "@sandbox", CALL_landlock_add_rule, true },
		{ 254, "@system-service", CALL_seccomp, true },     /* by @default */
		{ 255, "@default", CALL_seccomp, true },    { 255, "@default", CALL_mseal, false },
		{ 257, "@default", CALL_seccomp, true },    { 257, "@default", CALL_mseal, true },
		{ 257, "@privileged", CALL_chown, true },           /* by @chown */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct systemd_calls calls = { 0 };
		assert_true(systemd_group(release_of(rows[i].version), rows[i].group, &calls));
		assert_int_equal(calls.has[rows[i].id], rows[i].has);
	}
}

/* @sandbox is newer than 253; all releases have the groups of the first. */
static void test_names(void **state)
{
	struct systemd_calls calls = { 0 };

	(void)state;
	assert_false(systemd_group(release_of(253), "@sandbox", &calls));
	assert_false(systemd_group(release_of(257), "@nosuch", &calls));
	for (size_t i = 0; systemd_release_at(i); i++)
		for (size_t g = 0; systemd_group_at(g); g++)
			assert_true(systemd_group(systemd_release_at(i), systemd_group_at(g), &calls));
}

static void test_known(void **state)
{
	(void)state;
	assert_true(systemd_knows(release_of(252), CALL_read));
	assert_false(systemd_knows(release_of(253), CALL_cachestat));
	assert_true(systemd_knows(release_of(254), CALL_cachestat));
	assert_true(systemd_knows(release_of(257), CALL_cachestat));
	assert_false(systemd_nests(release_of(254), CALL_uselib));
	assert_true(systemd_nests(release_of(255), CALL_uselib));
	assert_false(systemd_names(release_of(254), CALL_cachestat));
	assert_true(systemd_names(release_of(255), CALL_cachestat));
	assert_false(systemd_names(release_of(255), CALL_mseal));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
