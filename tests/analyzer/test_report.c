/* SPDX-License-Identifier: Apache-2.0 */
/* The reports of a varied trace, in recording order and in another order. */
#include "tests/analyzer/golden.h"

#include <errno.h>

#include "analyzer/report/report.h"
#include "core/base/json.h"

static const struct {
	const char *path, *function;
	uint64_t offset, into;
} places[] = {
	{"/usr/lib/x86_64-linux-gnu/libc.so.6", "read", 0xf1b10, 0x10},
	{"/usr/lib/x86_64-linux-gnu/libc.so.6", "__open64_nocancel", 0xf2000, 0},
	{"/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2", "__open_nocancel", 0x20100, 0x24},
	{"/bin/busybox", NULL, 0x4711, 0},
	{"[vdso]", "__kernel_vsyscall", 0x560, 9},
	{"/home/someone/bad\033[31mname\n", NULL, 0x10, 0},
	{"/usr/lib/libcurl.so.4", "multi_socket", 0x900, 0x3a},
	{"/opt/bin/busybox", NULL, 0x4711, 0},
};

static const struct {
	const char *word;
	enum arch arch;
	int place;
	uint64_t count;
	uint16_t errnos[TRACE_ERRNOS];
	const char *drivers[2];
} recorded[] = {
	{"read", ARCH_X86_64, 0, 340, {EINTR, EAGAIN}, {0}},
	{"read", ARCH_X86_64, 3, 2, {0}, {0}},
	{"openat", ARCH_X86_64, 1, 17, {ENOENT, EACCES}, {0}},
	{"openat", ARCH_X86_64, 2, 17, {ENOENT}, {0}},
	{"openat", ARCH_X86_64, 3, 1, {0}, {0}},
	{"openat", ARCH_X86_64, 5, 1, {0}, {0}},
	{"openat", ARCH_X86_64, 6, 4, {0}, {0}},
	{"write", ARCH_X86_64, 3, 5, {0}, {0}},
	{"write", ARCH_X86_64, 7, 5, {0}, {0}},
	{"socket(1,1)", ARCH_X86_64, 6, 1, {0}, {0}},
	{"socket(2,1)", ARCH_X86_64, 6, 2, {EAFNOSUPPORT}, {0}},
	{"vdso=__vdso_clock_gettime", ARCH_X86_64, TRACE_NOWHERE, 1, {0}, {0}},
	{"back=__vdso_clock_gettime64", ARCH_I386, 4, 9, {0}, {0}},
	{"read", ARCH_I386, 0, 1, {0}, {0}},
	{"clone3{0x100}", ARCH_X86_64, 0, 1, {0}, {0}},
	{"io_uring_enter{0x40003}", ARCH_X86_64, 0, 1, {0}, {0}},
	{"ioctl(3,0x5402)", ARCH_X86_64, 0, 2, {0}, {"pts", "sound"}},
	{"ioctl(3,0x5402)", ARCH_X86_64, 3, 1, {0}, {"file"}},
	{"ioctl(3,0x5411)", ARCH_X86_64, 3, 1, {0}, {"socket"}},
	{"ioctl(3,0x5411)", ARCH_I386, 3, 1, {0}, {0}},
	{"ioctl(3,0x8004ff01)", ARCH_X86_64, 3, 1, {0}, {"odd\033[2J"}},
	{"fcntl(3,1030)", ARCH_X86_64, 3, 1, {0}, {0}},
	{"#999", ARCH_X86_64, 0, 1, {ENOSYS}, {0}},
};

static void record_place(struct trace *trace, size_t which)
{
	char word[64];

	snprintf(word, sizeof(word), "%s", recorded[which].word);
	struct trace_call call = call_of_word(recorded[which].arch, word);
	int place = recorded[which].place;
	if (place != TRACE_NOWHERE) {
		struct trace_image image = {.path = places[place].path};
		struct trace_site site = {
			.image = trace_image(trace, &image, NULL), .offset = places[place].offset,
			.function = places[place].function, .into = places[place].into,
		};
		call.site = trace_site(trace, &site, NULL);
	}
	call.count = recorded[which].count;
	for (int i = 0; i < 2 && recorded[which].drivers[i]; i++)
		snprintf(call.drivers[i], TRACE_DRIVER_NAME, "%s", recorded[which].drivers[i]);
	memcpy(call.errnos, recorded[which].errnos, sizeof(call.errnos));
	int entry = trace_call(trace, &call, NULL);
	trace_call_join(&trace->calls[entry], &call);
}

static void record_all(struct trace *trace, bool reversed)
{
	static const char *command[] = {"curl", "http://127.0.0.1/", NULL};

	for (size_t i = 0; i < COUNT_OF(recorded); i++)
		record_place(trace, reversed ? COUNT_OF(recorded) - 1 - i : i);
	trace->kernel = "6.18.44";
	trace->host = "x86_64";
	trace->clocksource = "tsc";
	trace->engine = "seccomp";
	trace->command = command;
	trace_note(trace, "no_new_privs was set");
	trace->complete = true;
}

static const struct report_look sites = {.sites = true};

static void test_reports(void **state)
{
	(void)state;
	for (int reversed = 0; reversed < 2; reversed++) {
		struct trace trace = {0};
		AUTO_TEXT struct text text = {0}, json = {0};
		record_all(&trace, reversed);
		report_text(&trace, &sites, &text);
		golden("report.txt", &text);
		report_json(&trace, &json);
		golden("report.json", &json);
		trace_free(&trace);
	}
}

static void test_json_is_one_object(void **state)
{
	struct trace trace = {0};
	AUTO_TEXT struct text out = {0};
	struct err err = {0};

	(void)state;
	record_all(&trace, false);
	report_json(&trace, &out);
	AUTO_JSON json_t *object = json_parse_object(out.at, out.length, "report", 1, &err);
	assert_non_null(object);
	trace_free(&trace);
}

static void test_lines_are_short(void **state)
{
	struct trace trace = {0};
	AUTO_TEXT struct text out = {0};

	(void)state;
	record_all(&trace, false);
	report_text(&trace, &sites, &out);
	for (char *rest = out.at, *line; (line = strsep(&rest, "\n"));)
		assert_true(strlen(line) <= 100);
	trace_free(&trace);
}

static size_t lines_of(const struct trace *trace, const struct report_look *look)
{
	AUTO_TEXT struct text out = {0};
	size_t lines = 0;

	report_text(trace, look, &out);
	assert_null(strstr(out.at, " \n"));
	assert_true(look->sites == !!strstr(out.at, "libc.so.6"));
	for (const char *at = out.at; (at = strchr(at, '\n')); at++)
		lines++;
	return lines;
}

static void test_look(void **state)
{
	const struct report_look narrow = {.width = 50}, wide = {.width = 500}, file = {0};
	struct trace trace = {0};

	(void)state;
	record_all(&trace, false);
	assert_true(lines_of(&trace, &narrow) > lines_of(&trace, &wide));
	assert_true(lines_of(&trace, &narrow) > lines_of(&trace, &file));
	assert_true(lines_of(&trace, &sites) > lines_of(&trace, &file));
	trace_free(&trace);
}

static void test_empty(void **state)
{
	struct trace trace = {0};
	AUTO_TEXT struct text text = {0}, json = {0};

	(void)state;
	report_text(&trace, &sites, &text);
	report_json(&trace, &json);
	assert_non_null(strstr(text.at, "NOT COMPLETE"));
	assert_non_null(strstr(text.at, "total: 0 calls, 0 times"));
	assert_non_null(strstr(json.at, "\"categories\": []"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_json_is_one_object),
		cmocka_unit_test(test_lines_are_short),
		cmocka_unit_test(test_look),
		cmocka_unit_test(test_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
