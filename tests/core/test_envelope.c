/* SPDX-License-Identifier: Apache-2.0 */
/* The table of envelopes: each row is readable and only allows calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/base/version.h"
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

/* Sorted, versions as numbers, so that the next newer one can be found and no row is duplicate. */
static void test_order(void **state)
{
	(void)state;
	for (size_t i = 1; i < envelope_count(); i++) {
		const struct envelope *before = envelope_at(i - 1), *row = envelope_at(i);
		int order = strcmp(before->runtime, row->runtime);
		struct version a, b;
		assert_true(order <= 0);
		assert_true(version_parse(&a, before->version) && version_parse(&b, row->version));
		assert_true(order < 0 || version_order(a, b) < 0);
	}
}

static void test_names(void **state)
{
	AUTO_TEXT struct text names = {0};

	(void)state;
	assert_true(envelope_known("crun"));
	assert_true(envelope_known("crun 1.8.1"));
	assert_true(envelope_known("crun:1.8.1"));
	assert_false(envelope_known("crun one"));
	assert_false(envelope_known("crun:one"));
	assert_false(envelope_known("crun:"));
	assert_false(envelope_known("crun "));
	assert_false(envelope_known("cru"));
	assert_false(envelope_known("docker 26.1"));
	assert_false(envelope_known(""));
	envelope_names(&names);
	assert_non_null(strstr(names.at, "crun 1.8.1, crun 1.21, "));
	assert_non_null(strstr(names.at, ", docker, "));
}

/* A name, the labels of its rows, and the note on it. */
static const struct { const char *name, *labels, *note; } resolved[] = {
	{ "systemd", "systemd 252,systemd 257,systemd 262,", "" },
	{ "systemd 257", "systemd 257,", "" },
	{ "systemd 250", "systemd 252,", "--for=systemd 250: this version was not recorded; adds the calls of systemd 252, the next newer one\n" },
	{ "systemd v256", "systemd 257,", "--for=systemd v256: this version was not recorded; adds the calls of systemd 257, the next newer one\n" },
	{ "systemd 300", "systemd 262,", "--for=systemd 300: this version was not recorded; adds the calls of systemd 262, the newest one\n" },
	{ "runc 1.2.8", "runc 1.3.6,", "--for=runc 1.2.8: this version was not recorded; adds the calls of runc 1.3.6, the next newer one\n" },
	{ "runc 1.1.5+ds1", "runc 1.1.5,", "" },
	{ "runc:1.3.6", "runc 1.3.6,", "" },
	{ "crun:1.20", "crun 1.21,", "--for=crun:1.20: this version was not recorded; adds the calls of crun 1.21, the next newer one\n" },
	{ "docker", "runc 1.1.5,runc 1.1.15,runc 1.3.6,tini 0.19.0,", "" },
	{ "containerd", "runc 1.1.5,runc 1.1.15,runc 1.3.6,", "" },
	{ "podman", "catatonit 0.1.7,catatonit 0.2.1,crun 1.8.1,crun 1.21,crun 1.28,runc 1.1.5,runc 1.1.15,runc 1.3.6,", "" },
};

static void test_resolved(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(resolved); i++) {
		AUTO_TEXT struct text labels = {0}, note = {0};
		for (size_t n = 0; n < envelope_count(); n++)
			if (envelope_matches(envelope_at(n), resolved[i].name))
				text_format(&labels, "%s,", envelope_at(n)->label);
		envelope_note(resolved[i].name, &note);
		assert_string_equal(labels.at ? labels.at : "", resolved[i].labels);
		assert_string_equal(note.at ? note.at : "", resolved[i].note);
	}
}

/* runc 1.2.8 and later resolve paths by openat2, and look at what they found by statx. */
static void test_openat2(void **state)
{
	(void)state;
	for (size_t i = 0; i < envelope_count(); i++) {
		const struct envelope *row = envelope_at(i);
		if (strncmp(row->runtime, "runc", 4) != 0)
			continue;
		assert_int_equal(strstr(row->rules, "\"openat2\"") != NULL, !strcmp(row->version, "1.3.6"));
		assert_int_equal(strstr(row->rules, "\"statx\"") != NULL, !strcmp(row->version, "1.3.6"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_resolved),
		cmocka_unit_test(test_openat2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
