/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is no policy: each error is one line that names what, and where.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/policy/policy.h"

#define POLICY(calls) "{\"seccord\": 1, \"archs\": [\"x86_64\", \"i386\"], \"calls\": [" calls "]}"
#define ARGS(call, args) POLICY("{\"call\": \"" call "\", \"args\": " args "}")
#define DEEP(call, deep) POLICY("{\"call\": \"" call "\", \"deep\": " deep "}")
#define HEAD(members) "{\"seccord\": 1, " members "}"

static const struct { const char *bytes, *fault; } bad[] = {
	{ "", "p: the file is empty" },
	{ "{", "p:1: " },
	{ "[]", "p:1: expected an object" },
	{ "{\n\"seccord\": 1,\n\"seccord\": 1}", "p:3: duplicate object key" },
	{ "{}", "p: not a seccord policy" },
	{ "{\"seccord-trace\": 1}\n{\"end\": true}\n", "p:2: end of file expected" },
	{ "{\"seccord\": 3, \"new\": 1}", "p: unsupported version 3; this seccord reads versions 1 to 2" },
	{ "{\"seccord\": \"1.0\"}", "p: \"seccord\": expected a number" },
	{ "{\"seccord\": 1}", "p: missing \"archs\"" },
	{ HEAD("\"colour\": 1"), "p: unknown member \"colour\"" },
	{ HEAD("\"archs\": []"), "p: \"archs\" is empty" },
	{ HEAD("\"archs\": \"x86_64\""), "p: \"archs\" is not a list" },
	{ HEAD("\"archs\": [1]"), "p: \"archs\" is not a list of names" },
	{ HEAD("\"archs\": [\"vax\"]"), "p: unknown arch 'vax'" },
	{ HEAD("\"archs\": [\"x86_64\", \"amd64\"]"), "p: duplicate arch amd64" },
	{ HEAD("\"archs\": [\"x86_64\"]"), "p: missing \"calls\"" },
	{ HEAD("\"archs\": [\"x86_64\"], \"calls\": {}"), "p: \"calls\" is not a list" },
	{ HEAD("\"archs\": [\"x86_64\"], \"note\": 1"), "p: \"note\" is not a string" },
	{ HEAD("\"archs\": [\"x86_64\"], \"default\": \"kill\""), "p: \"default\" is not an object" },
	{ HEAD("\"archs\": [\"x86_64\"], \"default\": {}"), "p: \"default\" has no \"action\"" },
	{ HEAD("\"archs\": [\"x86_64\"], \"newer\": {\"action\": \"explode\"}"), "p: \"newer\": unknown action 'explode'" },
	{ HEAD("\"archs\": [\"x86_64\"], \"newer\": {\"action\": \"errno\"}"), "p: \"newer\": the action errno needs an \"errno\"" },
	{ HEAD("\"archs\": [\"x86_64\"], \"newer\": {\"action\": \"kill\", \"errno\": 1}"), "p: \"newer\": \"errno\" needs the action errno" },
	{ HEAD("\"archs\": [\"x86_64\"], \"foreign\": {\"action\": \"kill\", \"x\": 1}"), "p: \"foreign\": unknown member \"x\"" },
	{ POLICY("1"), "p: calls[0]: expected an object" },
	{ POLICY("{}"), "p: calls[0]: missing \"call\"" },
	{ POLICY("{\"call\": null}"), "p: calls[0]: \"call\": expected a number" },
	{ POLICY("{\"call\": -1}"), "p: calls[0] (-1): \"call\": expected a number" },
	{ POLICY("{\"call\": 4294967296, \"archs\": [\"i386\"]}"), "p: calls[0] (4294967296): \"call\": too large" },
	{ POLICY("{\"call\": \"0x\"}"), "p: calls[0] (0x): \"call\": expected a number" },
	{ POLICY("{\"call\": \"read\"}, {\"call\": \"opennat\"}"), "p: calls[1] (opennat): unknown call 'opennat'; did you mean 'openat'?" },
	{ POLICY("{\"call\": \"xyzzy_plugh\"}"), "p: calls[0] (xyzzy_plugh): unknown call 'xyzzy_plugh'" },
	{ POLICY("{\"call\": \"\"}"), "p: calls[0] (): unknown call ''" },
	{ POLICY("{\"call\": \"cacheflush\"}"), "p: calls[0] (cacheflush): none of the policy's archs has this call" },
	{ POLICY("{\"call\": \"socketcall\", \"archs\": [\"x86_64\"]}"), "p: calls[0] (socketcall): x86_64 has no such call" },
	{ POLICY("{\"call\": \"read\", \"archs\": [\"arm64\"]}"), "p: calls[0] (read): \"archs\" names an arch that is not in the policy's" },
	{ POLICY("{\"call\": \"read\", \"archs\": []}"), "p: calls[0] (read): \"archs\" is empty" },
	{ POLICY("{\"call\": 5000}"), "p: calls[0] (5000): a number needs \"archs\"" },
	{ POLICY("{\"call\": 1073741824, \"archs\": [\"x86_64\"]}"), "p: calls[0] (1073741824): x86_64 has no such number" },
	{ "{\"seccord\": 1, \"archs\": [\"x86_64\", \"x32\"], \"calls\": [{\"call\": 5000, \"archs\": [\"x86_64\", \"x32\"]}]}",
	  "p: calls[0] (5000): x32 has no such number" },
	{ POLICY("{\"call\": 5000, \"archs\": [\"i386\"], \"args\": [{\"domain\": [1]}]}"), "p: calls[0] (5000): 'domain': a call without a name has only" },
	{ POLICY("{\"call\": {\"from\": 1, \"to\": 9}}"), "p: calls[0] (a range): a range of numbers needs \"archs\"" },
	{ POLICY("{\"call\": {\"from\": 9, \"to\": 1}, \"archs\": [\"i386\"]}"), "p: calls[0] (a range): a range of numbers is {" },
	{ POLICY("{\"call\": {\"from\": 9}, \"archs\": [\"i386\"]}"), "p: calls[0] (a range): a range of numbers is {" },
	{ POLICY("{\"call\": {\"from\": 1, \"to\": 9}, \"archs\": [\"i386\"]}, {\"call\": {\"from\": 9, \"to\": 10}, \"archs\": [\"i386\"]}"),
	  "p: calls[1] (a range): calls[0] is already a rule for this call on i386" },
	{ POLICY("{\"call\": \"read\", \"action\": \"trap\", \"ret_data\": 65536}"), "p: calls[0] (read): \"ret_data\": too large" },
	{ POLICY("{\"call\": \"read\", \"action\": \"kill\", \"ret_data\": 1}"), "p: calls[0] (read): \"ret_data\" needs the action" },
	{ HEAD("\"archs\": [\"x86_64\"], \"inexact\": [{\"line\": 1}], \"calls\": []"), "p: inexact[0]: " },
	{ ARGS("socket", "[{\"errno\": 1}]"), "p: calls[0] (socket): a row with \"errno\" or \"ret_data\" needs an \"action\"" },
	{ ARGS("socket", "[{\"domain\": {\"and\": []}}]"), "p: calls[0] (socket): domain: \"and\" is a list of 1 to 64" },
	{ ARGS("socket", "[{\"domain\": {\"and\": [[1]], \"x\": 1}}]"), "p: calls[0] (socket): domain: unknown member \"x\"" },
	{ ARGS("socket", "[{\"domain\": {\"not\": {\"not\": [1]}}}]"), "p: calls[0] (socket): domain: expected: a list" },
	{ ARGS("socket", "[{\"domain\": {\"mask\": 1, \"equals\": 2}}]"), "p: calls[0] (socket): domain: \"equals\" has a bit" },
	{ ARGS("socket", "[{\"domain\": {\"mask\": 1}}]"), "p: calls[0] (socket): domain: missing \"equals\"" },
	{ ARGS("socket", "[{\"socktype\": [\"SOCK_STREAM|SOCK_CLOEXEC\"]}]"), "p: calls[0] (socket): socktype: the bits 0x80000 are ignored on x86_64" },
	{ ARGS("chmod", "[{\"mode\": {\"from\": 0, \"to\": \"0x1ffff\"}}]"), "p: calls[0] (chmod): mode: the bits 0x10000 are ignored" },
	{ ARGS("unshare", "[{\"nsflags\": [\"0x200000000\"]}]"), "p: calls[0] (unshare): nsflags: the bits 0x200000000 are ignored on i386" },
	{ ARGS("dup2", "[{\"fd\": [1]}]"), "p: calls[0] (dup2): the call has more than one 'fd'; use the register" },
	{ DEEP("openat2", "[{\"arg0\": [1]}]"), "p: calls[0] (openat2): the call passes no 'arg0'" },
	{ DEEP("openat2", "[{\"action\": \"kill\"}]"), "p: calls[0] (openat2): unknown argument 'action'" },
	{ "{\"seccord\": 2, \"archs\": [\"x32\"], \"calls\": [{\"call\": \"ptrace\", \"args\": [{\"ptrace_op\": [\"0x100000010\"]}]}]}",
	  "p: calls[0] (ptrace): ptrace_op: the bits 0x100000000 are ignored on x32" },
	{ POLICY("{\"call\": \"read\"}, {\"call\": \"write\"}, {\"call\": \"read\"}"), "p: calls[2] (read): calls[0] is already a rule for this call on x86_64" },
	{ POLICY("{\"call\": 0, \"archs\": [\"x86_64\"]}, {\"call\": \"read\"}"), "p: calls[1] (read): calls[0] is already a rule for this call on x86_64" },
	{ POLICY("{\"call\": \"read\", \"call\": \"write\"}"), "p:1: duplicate object key" },
	{ POLICY("{\"call\": \"read\", \"acton\": \"kill\"}"), "p: calls[0] (read): unknown member \"acton\"" },
	{ POLICY("{\"call\": \"read\", \"errno\": 1}"), "p: calls[0] (read): \"errno\" needs the action errno" },
	{ POLICY("{\"call\": \"read\", \"action\": \"errno\", \"errno\": \"ENOPE\"}"), "p: calls[0] (read): unknown errno 'ENOPE'" },
	{ POLICY("{\"call\": \"read\", \"action\": \"errno\", \"errno\": 4096}"), "p: calls[0] (read): \"errno\": too large" },
	{ POLICY("{\"call\": \"read\", \"action\": \"errno\", \"errno\": []}"), "p: calls[0] (read): \"errno\": expected a number" },
	{ POLICY("{\"call\": \"read\", \"action\": 1}"), "p: calls[0] (read): \"action\" is not a string" },
	{ POLICY("{\"call\": \"read\", \"why\": \"because\"}"), "p: calls[0] (read): unknown why 'because'" },
	{ POLICY("{\"call\": \"read\", \"by\": 1}"), "p: calls[0] (read): \"by\" is not a string" },
	{ POLICY("{\"call\": \"read\", \"note\": [\"x\"]}"), "p: calls[0] (read): \"note\" is not a string" },
	{ ARGS("socket", "{}"), "p: calls[0] (socket): \"args\" is not a list" },
	{ ARGS("socket", "[]"), "p: calls[0] (socket): \"args\" is empty" },
	{ ARGS("socket", "[1]"), "p: calls[0] (socket): \"args\" is not a list of objects" },
	{ ARGS("socket", "[{\"domian\": [1]}]"), "p: calls[0] (socket): unknown argument 'domian'; did you mean 'domain'?" },
	{ ARGS("socket", "[{\"_\": [1]}]"), "p: calls[0] (socket): unknown argument '_'" },
	{ ARGS("open", "[{\"path\": [\"/etc/passwd\"]}]"), "p: calls[0] (open): path (a pointer to a path): '/etc/passwd' is neither" },
	{ ARGS("socket", "[{\"oflags\": [1]}]"), "p: calls[0] (socket): the call has no argument 'oflags'; it has domain, socktype, protocol" },
	{ ARGS("getpid", "[{\"oflags\": [1]}]"), "p: calls[0] (getpid): the call has no argument 'oflags'" },
	{ ARGS("socket", "[{\"domain\": [\"AF_MARS\"]}]"), "p: calls[0] (socket): domain: 'AF_MARS' is neither" },
	{ ARGS("socket", "[{\"domain\": [4294967296]}]"), "p: calls[0] (socket): domain: the bits 0x100000000 are ignored on x86_64" },
	{ ARGS("socket", "[{\"domain\": {\"bits\": \"0x100000000\"}}]"), "p: calls[0] (socket): domain: the bits 0x100000000 are ignored on x86_64" },
	{ ARGS("socket", "[{\"domain\": [1], \"domain\": [2]}]"), "p:1: duplicate object key" },
	{ ARGS("openat2", "[{\"resolve\": [1]}]"), "p: calls[0] (openat2): 'resolve' is behind a pointer, which a filter cannot read; use" },
	{ DEEP("openat2", "{}"), "p: calls[0] (openat2): \"deep\" is not a list" },
	{ DEEP("openat2", "[]"), "p: calls[0] (openat2): \"deep\" is empty: leave it out to allow everything passed by pointer" },
	{ DEEP("openat2", "[1]"), "p: calls[0] (openat2): \"deep\" is not a list of objects" },
	{ DEEP("openat2", "[{\"oflag\": [1]}]"), "p: calls[0] (openat2): unknown argument 'oflag'; did you mean 'oflags'?" },
	{ DEEP("openat2", "[{\"path\": [1]}]"), "p: calls[0] (openat2): the call passes no 'path'" },
	{ DEEP("openat2", "[{\"signal\": [1]}]"), "p: calls[0] (openat2): the call passes no 'signal' by pointer; it passes oflags, mode, resolve, struct_size" },
	{ DEEP("perf_event_open", "[{\"perf_type\": [4294967296]}]"), "p: calls[0] (perf_event_open): perf_type: the bits 0x100000000 are ignored on x86_64" },
	{ DEEP("openat2", "[{\"mode\": null}]"), "p: calls[0] (openat2): mode: expected: a list" },
	{ DEEP("socket", "[{\"domain\": [1]}]"), "p: calls[0] (socket): \"deep\": this call passes no known struct by pointer" },
	{ POLICY("{\"call\": 5000, \"archs\": [\"i386\"], \"deep\": [{}]}"), "p: calls[0] (5000): \"deep\": this call passes no known struct" },
	{ ARGS("socket", "[{\"domain\": null}]"), "p: calls[0] (socket): domain: expected: a list" },
};

static void test_bad_policies(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		struct policy policy = {0};
		struct err err = {0};
		int failed = policy_read_bytes(&policy, bad[i].bytes, strlen(bad[i].bytes), "p", &err);
		if (!failed || strncmp(err.text, bad[i].fault, strlen(bad[i].fault)))
			fail_msg("%s\n%s\n%s", bad[i].bytes, bad[i].fault, failed ? err.text : "reads");
		assert_null(policy.rules);
		assert_null(policy.arena.blocks);
	}
}

static void too_many_rows(const char *call, const char *member)
{
	AUTO_TEXT struct text rows = {0}, fault = {0};
	struct policy policy = {0};
	struct err err;

	text_format(&rows, "{\"seccord\": 1, \"archs\": [\"x86_64\"], \"calls\": [{\"call\": \"%s\", \"%s\": [{}", call, member);
	for (int i = 0; i < POLICY_ROWS_MOST; i++)
		text_add(&rows, ",{}");
	text_add(&rows, "]}]}");
	text_format(&fault, "p: calls[0] (%s): 4097 rows of \"%s\": the maximum is 4096", call, member);
	assert_int_equal(policy_read_bytes(&policy, rows.at, rows.length, "p", &err), -1);
	assert_string_equal(err.text, fault.at);
}

static void test_bounds(void **state)
{
	AUTO_TEXT struct text rules = {0};
	struct policy policy = {0};
	struct err err;

	(void)state;
	too_many_rows("socket", "args");
	too_many_rows("openat2", "deep");
	text_add(&rules, "{\"seccord\": 1, \"archs\": [\"x86_64\"], \"calls\": [1");
	for (int i = 0; i < POLICY_RULES_MOST; i++)
		text_add(&rules, ",1");
	text_add(&rules, "]}");
	assert_int_equal(policy_read_bytes(&policy, rules.at, rules.length, "p", &err), -1);
	assert_string_equal(err.text, "p: 100001 rules: the maximum is 100000");
	assert_int_equal(policy_read_bytes(&policy, rules.at, POLICY_FILE_MOST + 1, "p", &err), -1);
	assert_string_equal(err.text, "p: larger than 16 MiB: not a policy");
}

static void test_bad_files(void **state)
{
	static const struct { const char *name, *fault; } rows[] = {
		{ "testdata/bad/empty", ": the file is empty" },
		{ "testdata/bad/no-such-file", ": No such file or directory" },
		{ "testdata/bad", ": Is a directory" },
		{ "testdata/bad/deep.json", ":1: maximum parsing depth reached" },
		{ "testdata/bad/cut-off.json", ":6: " },
		{ "testdata/bad/latin1.json", ":2: unable to decode byte 0xe9" },
		{ "testdata/bad/nul.json", ":3: " },
		{ "testdata/bad/other-version.json", ": unsupported version 99; this seccord reads versions 1 to 2" },
		{ "testdata/bad/unknown-call.json", ": calls[2] (opennat): unknown call 'opennat'; did you mean 'openat'?" },
		{ "testdata/bad/twice.json", ": calls[1] (read): calls[0] is already a rule for this call on x86_64" },
		{ "testdata/bad/pointer.json", ": calls[0] (openat): path (a pointer to a path): '/etc/passwd' is neither" },
		{ "testdata/bad/elf", ":1: '[' or '{' expected" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct policy policy = {0};
		struct err err = {0};
		size_t name = strlen(rows[i].name);
		assert_int_equal(policy_read(&policy, rows[i].name, &err), -1);
		if (strncmp(err.text, rows[i].name, name) || strncmp(err.text + name, rows[i].fault, strlen(rows[i].fault)))
			fail_msg("%s\n%s", rows[i].fault, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bad_policies),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_bad_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
