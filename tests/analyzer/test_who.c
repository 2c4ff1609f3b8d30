/* SPDX-License-Identifier: Apache-2.0 */
/* Calls by caller, and the reasons for a call, in two recording orders. */
#include "tests/analyzer/golden.h"

#include "analyzer/report/by.h"
#include "analyzer/report/why.h"
#include "core/base/json.h"

enum { LIBC, RESOLVE, WORK, WORK_AGAIN, STRIPPED, HOSTILE, JIT, MAIN, PLACES };

static const struct {
	const char *path, *function;
	uint64_t offset, into;
	const char *file;
	unsigned line;
} places[PLACES] = {
	[LIBC]       = {"/usr/lib/x86_64-linux-gnu/libc.so.6", "read", 0xf1b10, 0x10, NULL, 0},
	[RESOLVE]    = {"/usr/lib/libcurl.so.4", "multi_socket", 0x900, 0x3a, NULL, 0},
	[WORK]       = {"/usr/bin/tool", "work", 0x100, 4, "/home/someone/tool/work.c", 12},
	[WORK_AGAIN] = {"/usr/bin/tool", "work", 0x120, 0x24, "/home/someone/tool/work.c", 12},
	[STRIPPED]   = {"/opt/bin/tool", NULL, 0x4711, 0, NULL, 0},
	[HOSTILE]    = {"/tmp/bad\033[31mname\n", "f\033]0;x\007", 0x10, 0, "a\nb.c", 3},
	[JIT]        = {"[anon]", NULL, 0x20, 0, NULL, 0},
	[MAIN]       = {"/usr/bin/tool", "main", 0x200, 4, "/home/someone/tool/main.c", 30},
};

static const struct {
	const char *word;
	enum arch arch;
	int site, caller;
	uint64_t count;
	const char *threads[2];
} recorded[] = {
	{"read", ARCH_X86_64, LIBC, WORK, 340, {"tool", NULL}},
	{"read", ARCH_X86_64, LIBC, WORK_AGAIN, 20, {"tool", NULL}},
	{"read", ARCH_X86_64, LIBC, RESOLVE, 7, {"resolver", "tool"}},
	{"read", ARCH_X86_64, STRIPPED, TRACE_NOWHERE, 1, {"bad\033", NULL}},
	{"read", ARCH_X86_64, HOSTILE, TRACE_NOWHERE, 2, {NULL, NULL}},
	{"read", ARCH_I386, JIT, TRACE_NOWHERE, 1, {"tool", NULL}},
	{"socket(1,1)", ARCH_X86_64, LIBC, RESOLVE, 3, {"resolver", NULL}},
	{"socket(2,1)", ARCH_X86_64, LIBC, RESOLVE, 4, {"resolver", NULL}},
	{"vdso=__vdso_clock_gettime", ARCH_X86_64, WORK, TRACE_NOWHERE, 1, {"tool", NULL}},
	{"#999", ARCH_X86_64, TRACE_NOWHERE, TRACE_NOWHERE, 1, {"tool", NULL}},
};

static int place(struct trace *trace, int which)
{
	if (which == TRACE_NOWHERE)
		return TRACE_NOWHERE;
	struct trace_image image = {.path = places[which].path};
	struct trace_site site = {
		.image = trace_image(trace, &image, NULL), .offset = places[which].offset,
		.function = places[which].function, .into = places[which].into,
		.file = places[which].file, .line = places[which].line,
	};
	return trace_site(trace, &site, NULL);
}

static void record_one(struct trace *trace, size_t which)
{
	char word[64];

	snprintf(word, sizeof(word), "%s", recorded[which].word);
	struct trace_call call = call_of_word(recorded[which].arch, word);
	call.site = place(trace, recorded[which].site);
	call.caller = 1 + place(trace, recorded[which].caller);
	call.count = recorded[which].count;
	for (int i = 0; i < 2 && recorded[which].threads[i]; i++)
		snprintf(call.threads[i], TRACE_THREAD_NAME, "%s", recorded[which].threads[i]);
	if (call.caller) {
		call.stack[call.stack_depth++] = call.caller - 1;
		call.stack[call.stack_depth++] = place(trace, MAIN);
	}
	record_call(trace, &call);
}

static void record_all(struct trace *trace, bool reversed)
{
	static const char *command[] = {"tool", "--fetch", "a\033b", NULL};

	for (size_t i = 0; i < COUNT_OF(recorded); i++)
		record_one(trace, reversed ? COUNT_OF(recorded) - 1 - i : i);
	trace->command = command;
}

static void text_of_file(const struct trace *trace, enum by by, struct text *out)
{
	by_text(trace, by, 0, out);
}

static const struct {
	const char *by, *file;
	void (*make)(const struct trace *trace, enum by by, struct text *out);
} tables[] = {
	{"function", "by-function.txt", text_of_file}, {"library", "by-library.txt", text_of_file},
	{"image", "by-image.txt", text_of_file},       {"thread", "by-thread.txt", text_of_file},
	{"function", "by-function.json", by_json}, {"thread", "by-thread.json", by_json},
};

static void test_by(void **state)
{
	(void)state;
	for (int reversed = 0; reversed < 2; reversed++) {
		struct trace trace = {0};
		record_all(&trace, reversed);
		for (size_t i = 0; i < COUNT_OF(tables); i++) {
			AUTO_TEXT struct text text = {0};
			tables[i].make(&trace, (enum by)by_find(tables[i].by), &text);
			golden(tables[i].file, &text);
		}
		trace_free(&trace);
	}
	assert_int_equal(by_find("moon"), -1);
}

static void test_why(void **state)
{
	static const struct why_call asked[] = {{CALL_read, 0, 0}, {CALL_socket, 0, 0}, {CALL_clock_gettime, 0, 0}, {CALL_UNKNOWN, 999, 0}};

	(void)state;
	for (int reversed = 0; reversed < 2; reversed++) {
		struct trace trace = {0};
		AUTO_TEXT struct text text = {0}, json = {0};
		record_all(&trace, reversed);
		for (size_t i = 0; i < COUNT_OF(asked); i++) {
			AUTO_JSON json_t *object = why_json(&trace, "tool\033.trace", &asked[i]);
			json_line(object, &json);
			text_add(&json, "\n");
			why_text(&trace, "tool\033.trace", &asked[i], &text);
		}
		golden("why.txt", &text);
		golden("why.json", &json);
		trace_free(&trace);
	}
}

static void test_nothing(void **state)
{
	struct trace trace = {0};
	AUTO_TEXT struct text why = {0}, by = {0};
	static const struct why_call asked[] = {{CALL_ptrace, 0, 0}, {CALL_UNKNOWN, 998, 0}};

	(void)state;
	by_text(&trace, BY_FUNCTION, 0, &by);
	assert_string_equal(by.at, "the trace contains no calls\n");
	record_all(&trace, false);
	for (size_t i = 0; i < COUNT_OF(asked); i++) {
		why_text(&trace, "t", &asked[i], &why);
		assert_int_equal(why.length, 0);
		assert_null(why_json(&trace, "t", &asked[i]));
	}
	trace_free(&trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
