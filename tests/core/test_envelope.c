/* SPDX-License-Identifier: Apache-2.0 */
/* The table of envelopes: each row is readable and only allows calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/libc/envelope.h"

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < envelope_count(); i++) {
		AUTO_POLICY struct policy policy = {0};
		const struct envelope *row = envelope_at(i);
		envelope_read(row, &policy);
		assert_true(policy.rule_count > 0);
		assert_non_null(policy_find(&policy, row->arch, (uint32_t)syscall_nr(CALL_execve, row->arch)));
		for (size_t n = 0; n < policy.rule_count; n++) {
			assert_int_equal(policy.rules[n].verdict.action, ACTION_ALLOW);
			assert_int_not_equal(policy.rules[n].id, CALL_UNKNOWN);
		}
	}
}

/* Sorted, so that versions of a runtime are adjacent and no row is duplicate. */
static void test_order(void **state)
{
	(void)state;
	for (size_t i = 1; i < envelope_count(); i++) {
		const struct envelope *before = envelope_at(i - 1), *row = envelope_at(i);
		assert_true(strcmp(before->runtime, row->runtime) <= 0);
		assert_string_not_equal(before->label, row->label);
	}
}

static void test_names(void **state)
{
	AUTO_TEXT struct text names = {0};

	(void)state;
	assert_true(envelope_known("crun"));
	assert_true(envelope_known("crun 1.8.1"));
	assert_false(envelope_known("crun 1"));
	assert_false(envelope_known("cru"));
	assert_false(envelope_known(""));
	envelope_names(&names);
	assert_non_null(strstr(names.at, "crun 1.8.1, crun-nnp 1.8.1, "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
