/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Capabilities: the table matches the kernel's header, and user input is
 * taken in all its forms.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/capability.h>
#include <string.h>

#include "core/kernel/capability.h"
#include "core/base/mem.h"

static void test_header(void **state)
{
	(void)state;
	assert_int_equal(capability_by_name("CAP_CHOWN"), CAP_CHOWN);
	assert_int_equal(capability_by_name("CAP_NET_ADMIN"), CAP_NET_ADMIN);
	assert_int_equal(capability_by_name("CAP_SYS_ADMIN"), CAP_SYS_ADMIN);
	assert_int_equal(capability_by_name("CAP_SYSLOG"), CAP_SYSLOG);
	assert_int_equal(capability_by_name("CAP_AUDIT_READ"), CAP_AUDIT_READ);
	assert_int_equal(capability_by_name("sys_admin"), -1);
	assert_string_equal(capability_name(40), "CAP_CHECKPOINT_RESTORE");
	assert_null(capability_name(41));
}

#define BIT(cap) (UINT64_C(1) << (cap))

static const struct { const char *list; cap_set set; const char *error; } lists[] = {
	{ "none", 0, NULL },
	{ "all", CAPS_ALL, NULL },
	{ "ALL", CAPS_ALL, NULL },
	{ "CAP_SYS_ADMIN", BIT(CAP_SYS_ADMIN), NULL },
	{ "sys_admin,Cap_Chown", BIT(CAP_SYS_ADMIN) | BIT(CAP_CHOWN), NULL },
	{ "net_raw,net_raw", BIT(CAP_NET_RAW), NULL },
	{ "", 0, "unknown capability ''" },
	{ "chown,", 0, "unknown capability ''" },
	{ "sys_admn", 0, "unknown capability 'sys_admn'; did you mean 'CAP_SYS_ADMIN'?" },
	{ "chown,everything-that-there-is-and-more-than-has-room", 0, "unknown capability 'everything-that-there-is-and-more-than-'" },
};

static void test_lists(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lists); i++) {
		struct err err = { "" };
		cap_set set = 0;
		assert_int_equal(capability_parse(&set, lists[i].list, &err), lists[i].error ? -1 : 0);
		assert_string_equal(err.text, lists[i].error ? lists[i].error : "");
		assert_true(lists[i].error || set == lists[i].set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_lists),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
