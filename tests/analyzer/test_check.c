/* SPDX-License-Identifier: Apache-2.0 */
/* Which recorded calls a policy stops, in which form, and whether that was planned. */
#include "analyzer/check/check_junit.h"
#include "analyzer/explain/remedy.h"
#include "tests/analyzer/traces.h"

#include <errno.h>

static const struct {
	const char *recorded, *allowed;       /* two traces; the policy is exactly the second */
	size_t found, stopped;
	const char *text;                     /* a part of what is said */
} rows[] = {
	{"read write", "read write", 0, 0, ""},
	{"read mkdir", "read", 1, 1, "x86_64 mkdir: EPERM; 1x from unknown code; add {\"call\": \"mkdir\"}\n"},
	{"socket(2,1)", "socket(1,1)", 1, 1, "x86_64 socket(domain AF_INET, socktype SOCK_STREAM): EPERM;"},
	{"#999", "read", 1, 1, "x86_64 999: ENOSYS; 1x from unknown code; add {\"call\": 999, \"archs\": [\"x86_64\"]}\n"},
	{"#999", "#999", 0, 0, ""},
	{"i386: read", "read", 1, 1, "i386 read: kill;"},
	{"clone3{0x100}", "clone(0x100)", 1, 0, "x86_64 clone3: ENOSYS; 1x from unknown code; as planned, the caller falls back\n"},
	{"clone3{0x10000000}", "clone(0x100)", 1, 1, "x86_64 clone3: ENOSYS;"},
	{"clone3", "clone(0x100)", 1, 1, "x86_64 clone3: ENOSYS;"},
	{"clone3{0x100}", "read", 1, 1, "x86_64 clone3: EPERM;"},
	{"rseq", "read", 1, 0, "as planned"},
	{"fchmodat2", "fchmodat", 1, 0, "as planned"},
	{"fchmodat2", "chmod", 1, 0, "as planned"},
	{"fchmodat2", "read", 1, 1, "; add {\"call\": \"fchmodat2\", \"args\": [{\"mode\": {\"not\": {\"has_any\": \"06000\"}}}]}, which allows what is not dangerous, since the record does not show mode\n"},
	{"vdso=__vdso_time", "read", 1, 1, "x86_64 time: EPERM; 1x vdso-hidden __vdso_time from"},
	{"ioctl*", "ioctl(1,2)", 1, 1, "x86_64 ioctl: EPERM;"},
	{"mkdir socket(1,1) rmdir", "socket(1,1)", 2, 2, "x86_64 rmdir: EPERM;"},
	{"socket(2,0x80002,0)", "socket(1,1,0)", 1, 1, "; add to the args of its rule: {\"domain\": [\"AF_INET\"], \"socktype\": [\"SOCK_DGRAM\"], \"protocol\": [\"IPPROTO_IP\"]}\n"},
	{"ioctl(3,0x5413)", "ioctl(3,0x5401)", 1, 1, "; add to the args of its rule: {\"ioctl_cmd\": [\"TIOCGWINSZ\"]}\n"},
	{"statx", "newfstatat", 1, 0, "as planned"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct policy policy = {0};
		struct trace trace = {0};
		struct check check = {0};
		AUTO_TEXT struct text text = {0};
		derive_line(&policy, rows[i].allowed, &(struct derive_options){.level = LEVEL_EXACT});
		record(&trace, rows[i].recorded);
		check_sampled(&check, &trace, decide_by_policy, &policy);
		check_text(&check, &trace, &policy, remedy_suggest, &text);
		text_add(&text, "");
		if (check.count != rows[i].found || check.stopped != rows[i].stopped || !strstr(text.at, rows[i].text))
			fail_msg("%s under %s: %zu found, %zu stopped\n%s", rows[i].recorded, rows[i].allowed, check.count,
			         check.stopped, text.at);
		check_free(&check);
		policy_free(&policy);
		trace_free(&trace);
	}
}

/* mmap(prot, mapflags) is judged by tuples while they are known. */
static struct verdict stop_pair(const void *context, const struct seccomp_data *data)
{
	const uint64_t *pair = context;
	bool stop = data->args[2] == pair[0] && data->args[3] == pair[1] && (!pair[2] || data->args[4] == pair[2] - 1);

	return (struct verdict){stop ? ACTION_KILL : ACTION_ALLOW, 0};
}

static const struct {
	const char *recorded;
	uint64_t pair[3];                     /* that is stopped; with the fifth argument, 1 more than it, where it matters */
	bool forget;                          /* the tuples are past their bound */
	size_t stopped, maybe;
	enum doubt doubt;
	const char *text;
} pairs[] = {
	{"mmap(0,0,1,33) mmap(0,0,3,34)", {3, 34}, false, 1, 0, DOUBT_NONE, "x86_64 mmap(prot PROT_READ|PROT_WRITE, mapflags MAP_PRIVATE|MAP_ANONYMOUS): kill; "},
	{"mmap(0,0,1,33) mmap(0,0,3,34)", {3, 33}, false, 0, 0, DOUBT_NONE, ""},
	{"mmap(0,0,1,33) mmap(0,0,3,34)", {1, 34}, false, 0, 0, DOUBT_NONE, ""},
	{"mmap(0,0,1,33) mmap(0,0,3,34)", {3, 33}, true, 0, 1, DOUBT_TOGETHER, ": may be stopped (kill) if these values occur together; 2x from"},
	{"mmap(0,0,1,33) mmap(0,0,3,33)", {3, 33}, true, 1, 0, DOUBT_NONE, "mapflags MAP_SHARED|MAP_ANONYMOUS): kill; 2x"},
	{"mmap(0,0,1,33) mmap(0,0,3,33)", {5, 33}, true, 0, 0, DOUBT_NONE, ""},
	{"mmap(0,0,1,33)", {1, 33, 1}, false, 0, 1, DOUBT_UNSEEN, ": may be stopped (kill) depending on values not in the trace; 1x"},
	{"mmap(0,0,1,33)", {1, 33, 1}, true, 0, 1, DOUBT_UNSEEN, ": may be stopped (kill) depending on"},
};

static void test_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		struct trace trace = {0};
		struct check check = {0};
		AUTO_TEXT struct text text = {0}, json = {0};
		record(&trace, pairs[i].recorded);
		if (pairs[i].forget)
			tuples_forget(&trace.calls[0].tuples);
		check_sampled(&check, &trace, stop_pair, pairs[i].pair);
		check_text(&check, &trace, NULL, remedy_suggest, &text);
		check_json(&check, &trace, &json);
		text_add(&text, "");
		if (check.stopped != pairs[i].stopped || check.maybe != pairs[i].maybe || !strstr(text.at, pairs[i].text) ||
		    (check.count && check.findings[0].doubt != pairs[i].doubt))
			fail_msg("%zu: %zu stopped, %zu maybe\n%s", i, check.stopped, check.maybe, text.at);
		assert_int_equal(!!strstr(json.at, "\"maybe\": true"), check.maybe);
		assert_int_equal(!!strstr(json.at, "\"answer\": \"kill\""), check.count);
		check_free(&check);
		trace_free(&trace);
	}
}

/* A filter may read parts of a register that the kernel ignores. */
static struct verdict stop_high(const void *context, const struct seccomp_data *data)
{
	(void)context;
	return (struct verdict){data->args[0] >> 32 ? ACTION_KILL : ACTION_ALLOW, 0};
}

static void test_upper_halves(void **state)
{
	static const struct { const char *recorded; bool high; size_t maybe; } rows_of_high[] = {
		{"socket(1,1,0)", false, 0}, {"socket(1,1,0)", true, 1}, {"i386: socket(1,1,0)", true, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows_of_high); i++) {
		struct trace trace = {0};
		struct check check = {0};
		record(&trace, rows_of_high[i].recorded);
		trace.calls[0].high = rows_of_high[i].high;
		check_sampled(&check, &trace, stop_high, NULL);
		assert_int_equal(check.maybe, rows_of_high[i].maybe);
		assert_int_equal(check.stopped, 0);
		check_free(&check);
		trace_free(&trace);
	}
}

/* A decider that stops a single argument value. */
static struct verdict stop_value(const void *value, const struct seccomp_data *data)
{
	bool stop = data->args[2] == *(const uint64_t *)value;

	return stop ? (struct verdict){ACTION_ERRNO, EACCES} : (struct verdict){ACTION_LOG, 0};
}

/* mmap's third argument has the role prot: every form that was joined into an entry is tried. */
static void test_forms(void **state)
{
	static const struct {
		struct values prot;
		uint64_t tried[4];
		size_t count;
		uint64_t not_tried;
	} forms[] = {
		{{.kind = VALUES_SET, .count = 3, .v = {1, 3, 5}}, {1, 3, 5}, 3, 7},
		{{.kind = VALUES_BITS, .v = {5}}, {0, 1, 4, 5}, 4, 2},
		{{.kind = VALUES_RANGE, .v = {2, 9}}, {2, 5, 8, 9}, 4, 10},
		{{.kind = VALUES_ANY}, {0, UINT64_MAX}, 2, 1},
		{{.kind = VALUES_NONE}, {0, UINT64_MAX}, 2, 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(forms); i++) {
		struct trace trace = {0};
		record(&trace, "mmap");
		trace.calls[0].arg[2] = forms[i].prot;
		for (size_t k = 0; k <= forms[i].count; k++) {
			uint64_t value = k < forms[i].count ? forms[i].tried[k] : forms[i].not_tried;
			struct check check = {0};
			check_sampled(&check, &trace, stop_value, &value);
			assert_int_equal(check.count, k < forms[i].count);
			if (check.count)
				assert_int_equal(check.findings[0].data.args[2], value);
			check_free(&check);
		}
		trace_free(&trace);
	}
}

static struct verdict stop_by_value(const void *context, const struct seccomp_data *data)
{
	static const struct verdict answers[] = {
		{ACTION_ALLOW, 0}, {ACTION_ERRNO, ENOSYS}, {ACTION_ERRNO, EPERM}, {ACTION_KILL, 0}, {ACTION_ERRNO, ENOSYS},
	};

	(void)context;
	return answers[data->args[2] % COUNT_OF(answers)];
}

static void test_the_worst_answer_is_noted(void **state)
{
	static const struct {
		uint64_t values[3];
		enum action action;
		uint16_t data;
	} worst[] = {
		{{0, 1, 2}, ACTION_ERRNO, EPERM},
		{{1, 2, 4}, ACTION_ERRNO, EPERM},
		{{1, 3, 4}, ACTION_KILL, 0},
		{{0, 1, 4}, ACTION_ERRNO, ENOSYS},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(worst); i++) {
		struct trace trace = {0};
		struct check check = {0};
		record(&trace, "mmap");
		for (int k = 0; k < 3; k++)
			values_add(&trace.calls[0].arg[2], ROLE_prot, worst[i].values[k]);
		check_sampled(&check, &trace, stop_by_value, NULL);
		assert_int_equal(check.count, 1);
		assert_int_equal(check.findings[0].verdict.action, worst[i].action);
		assert_int_equal(check.findings[0].verdict.data, worst[i].data);
		check_free(&check);
		trace_free(&trace);
	}
}

/* A program is a case; a planned refusal is no failure; what belongs to no program is a case where it is refused. */
static void test_junit(void **state)
{
	struct policy policy = {0};
	struct trace trace = {0};
	struct check check = {0};
	struct check_junit how = {"a<b", &policy, remedy_suggest, NULL};
	AUTO_TEXT struct text text = {0}, doubtful = {0};

	(void)state;
	derive_line(&policy, "read fchmodat", &(struct derive_options){.level = LEVEL_EXACT});
	record(&trace, "read fchmodat2 mkdir rmdir");
	for (int i = 0; i < 3; i++)
		trace.calls[i].program = 1 + trace_program(&trace, &(struct trace_program){.path = i == 2 ? "/bin/mkdir" : "/bin/cat"}, NULL);
	check_sampled(&check, &trace, decide_by_policy, &policy);
	check_junit(&check, &trace, &how, &text);
	assert_non_null(strstr(text.at, "tests=\"3\" failures=\"2\" errors=\"0\""));
	assert_non_null(strstr(text.at, "<testcase classname=\"a&lt;b\" name=\"/bin/cat\"/>"));
	assert_non_null(strstr(text.at, "name=\"/bin/mkdir\">\n      <failure type=\"refused\" message=\"1 call refused"));
	assert_non_null(strstr(text.at, "name=\"unknown program\">"));
	how.doubt = "no & never";
	check_junit(&check, &trace, &how, &doubtful);
	assert_non_null(strstr(doubtful.at, "failures=\"2\" errors=\"1\""));
	assert_non_null(strstr(doubtful.at, "<error type=\"inexact\" message=\"no &amp; never\"/>"));
	check_free(&check);
	trace_free(&trace);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_upper_halves),
		cmocka_unit_test(test_the_worst_answer_is_noted),
		cmocka_unit_test(test_junit),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
