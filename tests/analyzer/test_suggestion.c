/* SPDX-License-Identifier: Apache-2.0 */
/* Following the suggested policy change allows the call. */
#include "tests/analyzer/traces.h"

#include "analyzer/check/suggestion.h"

static const struct {
	const char *rule;                     /* the only one of a policy */
	uint64_t args[6];
	const char *words;
} rows[] = {
	{"{\"call\": \"read\"}", {1, 1, 0, 0, 0, 0}, "add {\"call\": \"socket\"}"},
	{"{\"call\": \"socket\", \"action\": \"kill\"}", {1, 1, 0, 0, 0, 0}, "change the action of its rule"},
	{"{\"call\": \"socket\", \"args\": [{\"domain\": [2]}]}", {1, 0x80001, 0, 0, 0, 0},
	 "add to the args of its rule: {\"domain\": [\"AF_UNIX\"]}"},
	{"{\"call\": \"socket\", \"args\": [{\"domain\": [2], \"arg1\": {\"not\": {\"has_any\": 1}}}]}", {1, 0x80001, 0, 0, 0, 0},
	 "add to the args of its rule: {\"domain\": [\"AF_UNIX\"], \"arg1\": [\"0x80001\"]}"},
	{"{\"call\": \"socket\", \"action\": \"errno\", \"errno\": \"EACCES\", \"args\": [{\"domain\": [1]}, {\"action\": \"allow\"}]}", {1, 1, 0, 0, 0, 0},
	 "put first in the args of its rule: {\"domain\": [\"AF_UNIX\"], \"action\": \"allow\"}"},
	{"{\"call\": {\"from\": 40, \"to\": 50}, \"action\": \"kill\"}", {1, 1, 0, 0, 0, 0}, "add {\"call\": \"socket\"}"},
};

static void read_rule(struct policy *policy, const char *rule)
{
	AUTO_TEXT struct text file = {0};
	struct err err = {""};

	text_format(&file, "{\"seccord\": 2, \"archs\": [\"x86_64\"], \"calls\": [%s]}", rule);
	if (policy_read_bytes(policy, file.at, file.length, "p", &err))
		fail_msg("%s", err.text);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		AUTO_POLICY struct policy policy = {0};
		AUTO_TEXT struct text out = {0};
		read_rule(&policy, rows[i].rule);
		suggestion_text(&policy, ARCH_X86_64, (uint32_t)syscall_nr(CALL_socket, ARCH_X86_64), rows[i].args, &out);
		assert_string_equal(out.at, rows[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
