/* SPDX-License-Identifier: Apache-2.0 */
/* The calls of a runtime merged with those of the program. */
#include "tests/analyzer/traces.h"

#define ROW(r, f, l, ...) {.recorded = r, .runtimes = {f}, .line = l, __VA_ARGS__}

static const struct {
	const char *recorded;
	const char *runtimes[3];
	const char *line;                     /* a part of the policy; with ! one that is not there */
	const char *notes, *deny;
	arch_set archs;
} rows[] = {
	ROW("read", "crun-nnp", "{\"call\": \"close\", \"why\": \"envelope\", \"by\": \"crun-nnp 1.8.1, crun-nnp 1.21, crun-nnp 1.28\"}"),
	ROW("read", "crun-nnp 1.8.1", "{\"call\": \"execve\", \"why\": \"envelope\", \"by\": \"crun-nnp 1.8.1\"}"),
	ROW("read", "crun-nnp", "!pselect6"),
	ROW("read", NULL, "!\"envelope\""),
	/* The program makes it too: the rule is its own. */
	ROW("close", "crun-nnp", "{\"call\": \"close\", \"why\": \"observed\"}"),
	ROW("close", "crun-nnp", "{\"call\": \"execve\", \"why\": \"envelope\""),
	/* It makes it with other arguments. */
	ROW("prctl(38)", "crun 1.8.1", "{\"call\": \"prctl\", \"why\": \"observed\", \"by\": \"crun 1.8.1\", \"args\": [{\"prctl_op\": "
	    "[\"PR_SET_KEEPCAPS\", \"PR_CAPBSET_DROP\", \"PR_SET_NO_NEW_PRIVS\", \"PR_CAP_AMBIENT\", \"PR_SET_VMA\"]}]}"),
	ROW("prctl*", "crun", "{\"call\": \"prctl\", \"why\": \"observed\"}"),
	ROW("prctl(8) prctl(24) prctl(47) prctl(0x53564d41)", "crun", "{\"call\": \"prctl\", \"why\": \"observed\", \"args\""),
	ROW("read", "crun 1.8.1", "{\"call\": \"prctl\", \"why\": \"envelope\", \"by\": \"crun 1.8.1\", \"args\": [{\"prctl_op\": [\"PR_SET_KEEPCAPS\""),
	/* An equivalent of a call of the program stays unchanged. */
	ROW("fork", "tini", "{\"call\": \"vfork\", \"why\": \"equivalent\""),
	/* Several runtimes. */
	{.recorded = "read", .runtimes = {"bwrap 0.8.0", "crun-nnp 1.8.1"}, .line = "{\"call\": \"execve\", \"why\": \"envelope\", \"by\": \"bwrap 0.8.0, crun-nnp 1.8.1\"}"},
	{.recorded = "read", .runtimes = {"bwrap 0.8.0", "crun-nnp 1.8.1"}, .line = "{\"call\": \"wait4\", \"why\": \"envelope\", \"by\": \"bwrap 0.8.0\"}"},
	/* The runtime is of one arch. */
	ROW("read i386: read", "crun-nnp", "{\"call\": \"close\", \"archs\": [\"x86_64\"], \"why\": \"envelope\""),
	ROW("i386: read", "crun-nnp", "{\"call\": \"close\", \"why\": \"envelope\""),
	ROW("read", "crun-nnp", "{\"call\": \"close\", \"why\": \"envelope\"", .archs = ARCH_BIT(ARCH_ARM64)),
	/* Denied calls stay denied. */
	ROW("read", "crun-nnp 1.8.1", "!\"call\": \"close\"", .deny = "close",
	    .notes = "close is denied although crun-nnp 1.8.1 calls it under the filter\n"),
	/* A version that was not recorded, and an engine. */
	ROW("read", "crun-nnp 1.8", "{\"call\": \"close\", \"why\": \"envelope\", \"by\": \"crun-nnp 1.8.1\"}",
	    .notes = "--for=crun-nnp 1.8: this version was not recorded; adds the calls of crun-nnp 1.8.1, the next newer one\n"),
	ROW("read", "docker", "{\"call\": \"kill\", \"why\": \"envelope\", \"by\": \"tini 0.19.0\"}"),
	ROW("read", "kubernetes", "{\"call\": \"openat2\", \"why\": \"envelope\", \"by\": \"runc 1.3.6\"}"),
	/* Calls that get ENOSYS unless allowed. */
	ROW("read", "runc", "{\"call\": \"faccessat2\", \"why\": \"envelope\""),
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const char *runtimes[] = {rows[i].runtimes[0], rows[i].runtimes[1], NULL}, *deny[] = {rows[i].deny, NULL};
		AUTO_POLICY struct policy policy = {0};
		AUTO_TEXT struct text notes = {0}, text = {0};
		struct trace trace = {.complete = true};
		bool absent = rows[i].line[0] == '!';

		record(&trace, rows[i].recorded);
		derive(&policy, &trace, &(struct derive_options){.level = LEVEL_DEFAULT, .envelopes = runtimes, .deny = deny, .archs = rows[i].archs}, &notes);
		policy_write(&policy, &text);
		if (!strstr(text.at, rows[i].line + absent) != absent)
			fail_msg("row %zu: %s\n%s", i, rows[i].line, text.at);
		if (rows[i].notes && (!notes.at || !strstr(notes.at, rows[i].notes)))
			fail_msg("row %zu: got %s", i, notes.at ? notes.at : "nothing");
		trace_free(&trace);
	}
}

static void test_unknown(void **state)
{
	const char *names[] = {"crun", "nosuch", NULL};
	struct derive_options options = {.level = LEVEL_DEFAULT, .envelopes = names};
	AUTO_POLICY struct policy policy = {0};
	AUTO_TEXT struct text notes = {0};
	struct trace trace = {0};
	struct err err = {0};

	(void)state;
	record(&trace, "read");
	assert_int_equal(derive_policy(&policy, &trace, &options, &notes, &err), -1);
	assert_non_null(strstr(err.text, "--for=nosuch: not one of bwrap 0.8.0, "));
	trace_free(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_unknown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
