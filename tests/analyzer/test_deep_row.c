/* SPDX-License-Identifier: Apache-2.0 */
/* Deep rows: derived from a trace, and which recorded calls they do not admit. */
#include "analyzer/explain/remedy.h"
#include "tests/analyzer/traces.h"

#include <errno.h>

#include "analyzer/check/check_deep.h"

#define ROW(r, l, ...) {.recorded = r, .line = l, __VA_ARGS__}
#define RULESET(size) "landlock_create_ruleset{3,,," #size "} "

static const struct {
	const char *recorded;
	const char *line;                     /* a part of the policy; with ! one that is not there */
	arch_set archs;                       /* carried to these too */
	bool exact, no_args, refused;         /* refused: every call met E2BIG */
} rows[] = {
	ROW("openat2{0x80000,0,0,24} openat2{0x41,0x1a4,8,24}",
	    "{\"call\": \"openat2\", \"why\": \"observed\", \"deep\": [{\"oflags\": {\"bits\": \"O_WRONLY|O_CREAT|O_CLOEXEC\"}, "
	    "\"mode\": {\"bits\": \"0644\"}, \"resolve\": {\"bits\": \"RESOLVE_BENEATH\"}}]}"),
	ROW("openat2{0x80000,0,0,24} openat2{0x41,0x1a4,8,24}",
	    "\"deep\": [{\"oflags\": [\"O_WRONLY|O_CREAT\", \"O_CLOEXEC\"], \"mode\": [0, \"0644\"], \"struct_size\": [24], "
	    "\"resolve\": [0, \"RESOLVE_BENEATH\"]}]}", .exact = true),
	ROW("clone3{0x3d0f00,0,,88} clone3{0x100,17,,64}",
	    "{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\", \"why\": \"fallback\", \"by\": \"glibc 2.34\", \"of\": \"clone\", "
	    "\"deep\": [{\"clone_flags\": {\"bits\": \"CLONE_VM|"),
	ROW("clone3{0x100,17,,88}", "\"signal\": [\"SIGCHLD\"]}]}"),
	ROW("openat", "{\"call\": \"openat2\", \"why\": \"equivalent\", \"of\": \"openat\", \"set\": \"at.open\"}"),
	ROW("openat", "!\"deep\"", .exact = true),
	ROW("openat2{0,0,0,24}", "!\"deep\"", .no_args = true),
	ROW("openat2", "!\"deep\""),
	ROW("openat2{1}", "\"deep\": [{\"oflags\": {\"bits\": \"O_WRONLY\"}}]"),
	ROW("landlock_create_ruleset{3,,,8}",
	    "\"deep\": [{\"landlock_fs\": {\"bits\": \"LANDLOCK_ACCESS_FS_EXECUTE|LANDLOCK_ACCESS_FS_WRITE_FILE\"}, "
	    "\"landlock_net\": {\"bits\": 0}, \"landlock_scope\": {\"bits\": 0}}]"),
	ROW("landlock_create_ruleset{3,,,16}", "\"landlock_scope\": [0]}]", .exact = true),
	ROW("landlock_create_ruleset{3,,,16}", "!\"landlock_net\"", .exact = true),
	/* More sizes than a set holds. */
	ROW(RULESET(8) RULESET(24) RULESET(32) RULESET(40) RULESET(48) RULESET(56) RULESET(64) RULESET(72) RULESET(80)
	    RULESET(88) RULESET(96) RULESET(104) RULESET(112) RULESET(120) RULESET(128) RULESET(136) RULESET(144),
	    "\"struct_size\": {\"from\": 8, \"to\": 255}, \"landlock_fs\": [\"LANDLOCK_ACCESS_FS_EXECUTE|LANDLOCK_ACCESS_FS_WRITE_FILE\"], "
	    "\"landlock_net\": [0], \"landlock_scope\": [0]}]", .exact = true),
	ROW("sched_getattr{,,,48}", "!\"deep\""),
	ROW("sched_getattr{,,,48}", "\"deep\": [{\"struct_size\": [48]}]", .exact = true),
	ROW("bpf{1} bpf{,7}", "\"deep\": [{\"bpf_map_type\": [\"BPF_MAP_TYPE_HASH\"], \"bpf_prog_type\": [\"BPF_PROG_TYPE_"),
	ROW("openat2{0,0,0,64}~", "!\"deep\""),
	ROW("openat2{0,0,0,64}~", "\"deep\"", .refused = true),
	ROW("openat2{1}", "{\"call\": \"openat2\", \"why\": \"observed\", \"deep\": [{\"oflags\": {\"bits\": \"O_WRONLY\"}}]}",
	    .archs = ARCH_BIT(ARCH_I386)),
	ROW("openat2{1} i386: openat2{2}",
	    "{\"call\": \"openat2\", \"archs\": [\"i386\"], \"why\": \"observed\", \"deep\": [{\"oflags\": {\"bits\": \"O_RDWR\"}}]}"),
};

static void refuse_all(struct trace *trace)
{
	for (size_t i = 0; i < trace->call_count; i++)
		trace->calls[i].errnos[0] = E2BIG;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct derive_options options = {.level = rows[i].exact ? LEVEL_EXACT : LEVEL_DEFAULT, .no_args = rows[i].no_args, .archs = rows[i].archs};
		struct trace trace = {0};
		struct policy policy = {0};
		AUTO_TEXT struct text notes = {0}, text = {0};
		record(&trace, rows[i].recorded);
		if (rows[i].refused)
			refuse_all(&trace);
		derive(&policy, &trace, &options, &notes);
		policy_write(&policy, &text);
		bool is_there = strstr(text.at, rows[i].line + (rows[i].line[0] == '!'));
		if (is_there != (rows[i].line[0] != '!'))
			fail_msg("%s: %s was expected in\n%s", rows[i].recorded, rows[i].line, text.at);
		policy_free(&policy);
		trace_free(&trace);
	}
}

#define OPENAT2(deep) "{\"call\": \"openat2\", \"deep\": [" deep "]}"
#define SUPERVISED(deep) "{\"call\": \"openat2\", \"action\": \"supervise\", \"deep\": [" deep "]}"
#define CLONE3(deep)  "{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\", \"deep\": [" deep "]}"

static const struct {
	const char *recorded, *calls;
	size_t outside, let_through;
	const char *text;                     /* a part of what is said */
} checks[] = {
	{"openat2{0,0,0,24}", OPENAT2("{\"oflags\": [0], \"struct_size\": [24]}"), 0, 0, ""},
	{"openat2{1,0,0,24}", OPENAT2("{\"oflags\": [0]}"), 1, 1,
	 "x86_64 openat2{oflags O_WRONLY}: outside its deep rows, which no filter enforces: allow; 1x from unknown code; "
	 "add to the deep of its rule: {\"oflags\": [\"O_WRONLY\"]}\n"},
	{"openat2{0}", SUPERVISED("{\"oflags\": [0]}"), 0, 0, ""},
	{"openat2{1}", SUPERVISED("{\"oflags\": [0]}"), 1, 1,
	 "x86_64 openat2{oflags O_WRONLY}: outside its deep rows, so that a supervisor refuses it: EPERM; 1x from"},
	{"openat2{1,0,0,32}", OPENAT2("{\"oflags\": [1], \"struct_size\": [24]}"), 1, 1, "{\"oflags\": [\"O_WRONLY\"], \"struct_size\": [32]}\n"},
	{"openat2{0x1000000000000}", OPENAT2("{\"oflags\": [0]}"), 1, 1, "openat2{oflags 0x1000000000000}"},
	{"openat2{1,0} openat2{0,7}", OPENAT2("{\"oflags\": [0]}, {\"mode\": [7]}"), 1, 1, "openat2{oflags O_WRONLY, mode 0}"},
	{"openat2{1}", OPENAT2("{\"mode\": [7]}"), 0, 0, ""},
	{"openat2{1}", "{\"call\": \"openat2\"}", 0, 0, ""},
	{"openat2{0}~", OPENAT2("{\"oflags\": [0]}"), 1, 1, "openat2{oflags O_RDONLY, unknown fields}: outside its deep rows, which no filter "
	 "enforces: allow; 1x from unknown code; remove the deep rows of its rule, or use a newer seccord\n"},
	{"openat2{0}~", OPENAT2("{\"mode\": [0]}"), 1, 1, "openat2{unknown fields}"},
	{"landlock_create_ruleset{1,,,8}", "{\"call\": \"landlock_create_ruleset\", \"deep\": [{\"landlock_net\": [1]}]}", 1, 1,
	 "landlock_create_ruleset{landlock_net 0}"},
	{"clone3{0x10000000}", CLONE3("{\"clone_flags\": {\"bits\": \"CLONE_VM\"}}"), 1, 0,
	 "x86_64 clone3{clone_flags CLONE_NEWUSER}: outside its deep rows, which no filter enforces: ENOSYS;"},
	{"clone3{0x80}", CLONE3("{\"clone_flags\": {\"bits\": \"CLONE_VM\"}}"), 1, 0, "clone_flags CLONE_NEWTIME"},
	{"i386: clone3{0x10000000}", CLONE3("{\"clone_flags\": [0]}"), 0, 0, "i386 clone3: kill;"},
	{"#999", CLONE3("{\"clone_flags\": [0]}"), 0, 0, ""},
};

static void read_calls(struct policy *policy, const char *calls)
{
	AUTO_TEXT struct text text = {0};
	struct err err = {0};

	text_format(&text, "{\"seccord\": 1, \"archs\": [\"x86_64\"], \"calls\": [%s]}", calls);
	if (policy_read_bytes(policy, text.at, text.length, "p", &err))
		fail_msg("%s", err.text);
}

static void test_checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		struct policy policy = {0};
		struct trace trace = {0};
		struct check check = {0};
		AUTO_TEXT struct text text = {0};
		read_calls(&policy, checks[i].calls);
		record(&trace, checks[i].recorded);
		check_sampled(&check, &trace, decide_by_policy, &policy);
		check_deep(&check, &trace, &policy);
		check_text(&check, &trace, &policy, remedy_suggest, &text);
		text_add(&text, "");
		if (check.outside_count != checks[i].outside || check.let_through != checks[i].let_through ||
		    !strstr(text.at, checks[i].text))
			fail_msg("%s: %zu outside, %zu let through\n%s", checks[i].recorded, check.outside_count, check.let_through, text.at);
		check_free(&check);
		policy_free(&policy);
		trace_free(&trace);
	}
}

/* A struct that the kernel rejected for its tail requested nothing. */
static void test_a_refused_tail_is_no_finding(void **state)
{
	struct policy policy = {0};
	struct trace trace = {0};
	struct check check = {0};

	(void)state;
	read_calls(&policy, OPENAT2("{\"oflags\": [0]}"));
	record(&trace, "openat2{0}~");
	refuse_all(&trace);
	check_deep(&check, &trace, &policy);
	assert_int_equal(check.outside_count, 0);
	check_free(&check);
	policy_free(&policy);
	trace_free(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_a_refused_tail_is_no_finding),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
