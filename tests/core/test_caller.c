/* SPDX-License-Identifier: Apache-2.0 */
/* Which images are never responsible, and which frame of a stack is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "core/trace/caller.h"

static const struct {
	const char *path;
	bool runtime;
} images[] = {
	{ "/usr/lib/x86_64-linux-gnu/libc.so.6", true },
	{ "/lib/x86_64-linux-gnu/libc-2.31.so", true },
	{ "/usr/lib/libc.so.6 (deleted)", true },
	{ "/lib/x86_64-linux-gnu/libpthread-2.31.so", true },
	{ "/lib64/ld-linux-x86-64.so.2", true },
	{ "/lib/ld-2.31.so", true },
	{ "/lib/ld-musl-x86_64.so.1", true },
	{ "/lib/libc.musl-x86_64.so.1", true },
	{ "libc.so", true },
	{ "[vdso]", true },
	{ "[vsyscall]", true },
	{ "[anon]", false },
	{ "/usr/lib/libcurl.so.4", false },
	{ "/usr/lib/libc++.so.1", false },
	{ "/usr/bin/ld-wrapper", false },
	{ "/opt/libc.so.6/program", false },
	{ "/opt/libc.so.6/", false },
	{ "", false },
};

static void test_images(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(images); i++)
		if (caller_is_runtime(images[i].path) != images[i].runtime)
			fail_msg("%s", images[i].path);
}

/* Sites by letter: c libc, l ld.so, v the vDSO, p and q the program. */
static const struct {
	char site, caller;
	const char *stack;
	char responsible;
} calls[] = {
	{ 'p', 0, "", 'p' },
	{ 'p', 0, "q", 'p' },
	{ 'c', 0, "", 'c' },
	{ 'c', 0, "cpq", 'p' },
	{ 'c', 'q', "cpq", 'q' },
	{ 'v', 0, "clqp", 'q' },
	{ 'l', 0, "lc", 'l' },
	{ 0, 0, "", 0 },
};

static int site_of(struct trace *trace, char letter)
{
	static const char *const paths[] = { ['c'] = "/lib/libc.so.6", ['l'] = "/lib/ld-linux.so.2", ['v'] = "[vdso]", ['p'] = "/p", ['q'] = "/q" };

	if (!letter)
		return TRACE_NOWHERE;
	struct trace_image image = { .path = paths[(int)letter] };
	struct trace_site site = { .image = trace_image(trace, &image, NULL) };
	return trace_site(trace, &site, NULL);
}

static void test_frames(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		struct trace trace = {0};
		struct trace_call call = { .site = site_of(&trace, calls[i].site), .caller = 1 + site_of(&trace, calls[i].caller) };
		for (const char *at = calls[i].stack; *at; at++)
			call.stack[call.stack_depth++] = site_of(&trace, *at);
		assert_int_equal(caller_of(&trace, &call), site_of(&trace, calls[i].responsible));
		trace_free(&trace);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_images),
		cmocka_unit_test(test_frames),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
