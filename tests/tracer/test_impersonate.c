/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose credentials an open uses: parsing of /proc/PID/status, and rejection of
 * incomplete files.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "tracer/impersonate.h"

#define HEAD "Name:\tUid:\nUmask:\t0027\nState:\tS (sleeping)\n"
#define UID "Uid:\t1000\t1001\t1002\t1003\n"
#define GID "Gid:\t2000\t2001\t2002\t2003\n"
#define CAPS "CapPrm:\t000001ffffffffff\nCapEff:\t0000000000201000\n"

static const struct {
	const char *status;
	bool read;
	uint32_t groups, last;
} rows[] = {
	{ HEAD UID GID "Groups:\t4 24 4294967294 \n" CAPS, true,  3, 4294967294u },
	{ HEAD UID GID "Groups:\t\n" CAPS,                 true,  0, 0 },
	{ HEAD UID GID "Groups:\t \nNStgid:\t7\n" CAPS,    true,  0, 0 },
	{ HEAD UID GID "Groups:\t9\nNStgid:\t7\n" CAPS,    true,  1, 9 },
	{ HEAD UID GID "Groups:\t\n",                      false, 0, 0 },
	{ HEAD UID GID CAPS,                               false, 0, 0 },
	{ HEAD UID "Groups:\t\n" CAPS,                     false, 0, 0 },
	{ HEAD "Uid:\t1 2 3\n" GID "Groups:\t\n" CAPS,     false, 0, 0 },
	{ UID GID "Groups:\t\n" CAPS,                      false, 0, 0 },
	{ "",                                              false, 0, 0 },
};

static void test_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct credentials credentials;
		mode_t mask = 0;
		assert_int_equal(impersonate_read_status(rows[i].status, &credentials, &mask), rows[i].read);
		if (!rows[i].read)
			continue;
		assert_int_equal(credentials.uid, 1003);
		assert_int_equal(credentials.gid, 2003);
		assert_int_equal(credentials.effective, 0x201000);
		assert_int_equal(mask, 027);
		assert_int_equal(credentials.group_count, rows[i].groups);
		if (rows[i].groups)
			assert_int_equal(credentials.group[rows[i].groups - 1], rows[i].last);
	}
}

static void test_too_many_groups(void **state)
{
	struct credentials credentials;
	mode_t mask;
	AUTO_TEXT struct text text = {0};

	(void)state;
	text_add(&text, HEAD UID GID CAPS "Groups:\t");
	for (int i = 0; i <= IMPERSONATE_GROUPS; i++)
		text_format(&text, "%d ", i);
	text_add(&text, "\n");
	assert_false(impersonate_read_status(text.at, &credentials, &mask));
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_status), cmocka_unit_test(test_too_many_groups) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
