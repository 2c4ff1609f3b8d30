/* SPDX-License-Identifier: Apache-2.0 */
/* Two traces per row; the difference of their policies, as text and as JSON. */
#include "tests/analyzer/golden.h"

#include "analyzer/diff/diff.h"
#include "core/base/json.h"
#include "tests/analyzer/judge.h"

static const struct {
	const char *name;                     /* of the file in testdata/analyzer, without its ending */
	const char *before, *after;
	bool exact;
	enum action otherwise;                /* of the second; ALLOW: as the first */
} rows[] = {
	{"diff-calls",      "read mkdir",                       "read clock_gettime openat socket(1,1)", false, ACTION_ALLOW},
	{"diff-arguments",  "socket(1,1) ioctl(1,2) clone(0x11)", "socket(1,1) socket(2,1) socket(2,2) ioctl(1,3) clone(0x10000011)", true, ACTION_ALLOW},
	{"diff-conditions", "socket(1,1) ioctl*",               "socket* ioctl(1,2)", true, ACTION_ALLOW},
	{"diff-archs",      "read i386: read",                  "read mkdir arm64: read", false, ACTION_ALLOW},
	{"diff-all-archs",  "read i386: read",                  "read mkdir i386: read mkdir", false, ACTION_ALLOW},
	{"diff-one-arch",   "read i386: read",                  "read mkdir #999 i386: read #998", false, ACTION_ALLOW},
	{"diff-deep",       "openat2{0x80000,0,0,24} clone3{0x100,17,,88}",
	                    "openat2{0x80041,0x1a4,0,24} clone3{0x10000100,17,,88} bpf{1} read", false, ACTION_ALLOW},
	{"diff-default",    "read",                             "read write", true, ACTION_KILL},
};

static bool generals_differ(const struct policy *a, const struct policy *b)
{
	return !verdict_equal(a->otherwise, b->otherwise) || !verdict_equal(a->newer, b->newer) ||
	       !verdict_equal(a->foreign, b->foreign) || a->archs != b->archs;
}

static enum diff_outcome compare(const struct policy *before, const struct policy *after, struct text *text, struct text *json)
{
	struct test_sides policies = {before, after};
	struct judge judge = test_judge(&policies, !generals_differ(before, after));
	AUTO_DIFF struct diff diff = {0};

	diff_of(&diff, (struct change_side[]){{before, false}, {after, false}}, &judge);
	diff_text(&diff, NULL, text);
	if (json) {
		AUTO_JSON json_t *object = diff_json(&diff, NULL);
		json_line(object, json);
		text_add(json, "\n");
	}
	return diff.outcome;
}

static void derive_row(struct policy *policy, const char *line, bool exact, enum action otherwise)
{
	derive_line(policy, line, &(struct derive_options){.level = exact ? LEVEL_EXACT : LEVEL_DEFAULT, .otherwise = {otherwise, 0}});
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct policy before = {0}, after = {0};
		AUTO_TEXT struct text text = {0}, json = {0};
		char name[64];
		derive_row(&before, rows[i].before, rows[i].exact, ACTION_ALLOW);
		derive_row(&after, rows[i].after, rows[i].exact, rows[i].otherwise);
		assert_int_equal(compare(&before, &after, &text, &json), DIFF_DIFFERENT);
		snprintf(name, sizeof(name), "%s.txt", rows[i].name);
		golden(name, &text);
		snprintf(name, sizeof(name), "%s.json", rows[i].name);
		golden(name, &json);
		policy_free(&before);
		policy_free(&after);
	}
}

static void add_socket(struct policy *policy, struct row *rows_of, size_t count)
{
	policy_defaults(policy);
	policy->archs = ARCH_BIT(ARCH_X86_64);
	*policy_add(policy) = (struct rule){.id = CALL_socket, .archs = policy->archs, .rows = rows_of, .row_count = count};
}

/* The same meaning in other rows is not a difference. */
static void test_same_meaning(void **state)
{
	struct condition both[] = {{ROLE_domain, {.kind = VALUES_SET, .count = 2, .v = {1, 2}}}};
	struct condition one[] = {{ROLE_domain, {.kind = VALUES_SET, .count = 1, .v = {1}}}};
	struct condition other[] = {{ROLE_domain, {.kind = VALUES_SET, .count = 1, .v = {2}}}};
	struct row joined[] = {{.condition = both, .count = 1}}, apart[] = {{.condition = other, .count = 1}, {.condition = one, .count = 1}};
	struct policy before = {0}, after = {0};
	AUTO_TEXT struct text out = {0};

	(void)state;
	add_socket(&before, joined, 1);
	add_socket(&after, apart, 2);
	assert_int_equal(compare(&before, &after, &out, NULL), DIFF_SAME);
	assert_int_equal(out.length, 0);
	policy_free(&before);
	policy_free(&after);
}

/* A row that gets one more condition is a narrower row, and printed as what is left. */
static void test_narrowed(void **state)
{
	struct condition pair[] = {
		{ROLE_domain, {.kind = VALUES_SET, .count = 1, .v = {1}}},
		{ROLE_socktype, {.kind = VALUES_SET, .count = 1, .v = {1}}},
	};
	struct row wide[] = {{.condition = pair, .count = 1}}, narrow[] = {{.condition = pair, .count = 2}};
	struct policy before = {0}, after = {0};
	AUTO_TEXT struct text out = {0}, back = {0};

	(void)state;
	add_socket(&before, wide, 1);
	add_socket(&after, narrow, 1);
	assert_int_equal(compare(&before, &after, &out, NULL), DIFF_DIFFERENT);
	assert_non_null(strstr(out.at, "~ socket: now only domain AF_UNIX, socktype SOCK_STREAM\n"));
	assert_int_equal(compare(&after, &before, &back, NULL), DIFF_DIFFERENT);
	assert_non_null(strstr(back.at, "~ socket: now also domain AF_UNIX\n"));
	policy_free(&before);
	policy_free(&after);
}

static void add_openat2(struct policy *policy, struct row *deep, size_t count)
{
	policy_defaults(policy);
	policy->archs = ARCH_BIT(ARCH_X86_64);
	*policy_add(policy) = (struct rule){.id = CALL_openat2, .archs = policy->archs, .deep = deep, .deep_count = count};
}

static void assert_change(struct row *before, struct row *after, const char *words)
{
	struct policy was = {0}, is = {0};
	AUTO_TEXT struct text out = {0};

	add_openat2(&was, before, before != NULL);
	add_openat2(&is, after, after != NULL);
	assert_int_equal(compare(&was, &is, &out, NULL), words ? DIFF_DIFFERENT : DIFF_SAME);
	if (words && !strstr(out.at, words))
		fail_msg("%s", out.at);
	policy_free(&was);
	policy_free(&is);
}

static void test_deep_rows(void **state)
{
	struct condition read[] = {{ROLE_oflags, {.kind = VALUES_BITS, .v = {0}}}};
	struct condition write[] = {{ROLE_oflags, {.kind = VALUES_BITS, .v = {1}}}};
	struct row reading = {.condition = read, .count = 1}, writing = {.condition = write, .count = 1};

	(void)state;
	assert_change(NULL, NULL, NULL);
	assert_change(&reading, &reading, NULL);
	assert_change(NULL, &writing, "~ openat2: deep: now only oflags within O_WRONLY\n");
	assert_change(&writing, NULL, "~ openat2: deep: now anything\n");
	assert_change(&reading, &writing, "~ openat2: deep: now also oflags within O_WRONLY\n");
	assert_change(&writing, &reading, "~ openat2: deep: now only oflags within O_RDONLY\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_same_meaning),
		cmocka_unit_test(test_narrowed),
		cmocka_unit_test(test_deep_rows),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
