/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of reach that a program as a whole does not show: lengths of vector
 * instructions, and cached answers that were changed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/json.h"
#include "tracer/code/step.h"
#include "tracer/reach/answer.h"

/* Lengths as GNU as 2.40 assembles them. */
static void vector_lengths(void **state)
{
	static const struct {
		unsigned length;
		unsigned char bytes[12];
	} rows[] = {
		{10, {0x62, 0xf1, 0xfd, 0x48, 0x6f, 0x05, 0x0f, 0x05, 0x00, 0x00}},     /* vmovdqa64 0x50f(%rip), %zmm0 */
		{10, {0x62, 0xf5, 0x7c, 0x48, 0x58, 0x05, 0xb8, 0x39, 0x0f, 0x05}},     /* vaddph of AVX512-FP16 */
		{7, {0x62, 0xf3, 0x7d, 0x48, 0x25, 0xc0, 0xff}},                        /* vpternlogd $0xff */
		{7, {0x62, 0xf1, 0x7c, 0x48, 0x10, 0x40, 0x01}},                        /* vmovups 0x40(%rax), %zmm0 */
		{8, {0x62, 0xf1, 0x7c, 0x48, 0x10, 0x44, 0x24, 0x01}},                  /* vmovups 0x40(%rsp), %zmm0 */
		{6, {0x62, 0xf1, 0x7c, 0x48, 0x10, 0x00, 0x90}},                        /* vmovups (%rax), %zmm0 */
		{5, {0xc4, 0xe2, 0x7d, 0x58, 0xc0, 0x90, 0x90}},                        /* vpbroadcastd */
		{5, {0xc5, 0xfd, 0x70, 0xc0, 0x1b, 0x90, 0x90}},                        /* vpshufd $0x1b */
		{4, {0xc5, 0xfd, 0x6f, 0x00, 0x90, 0x90, 0x90}},                        /* vmovdqa (%rax), %ymm0 */
		{0, {0x06, 0x90, 0x90, 0x90, 0x90, 0x90, 0x90}},                        /* no instruction in 64-bit mode */
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		assert_int_equal(vector_length(rows[i].bytes, sizeof(rows[i].bytes)), rows[i].length);
		for (size_t cut = 0; cut < rows[i].length; cut++)
			assert_int_equal(vector_length(rows[i].bytes, cut), 0);
	}
}

static const char form[] =
	"{\"seccord-reach\": 2, \"libc_known\": true, \"images\": [[\"/bin/a\", \"00\"], [\"/lib/b\", null]], "
	"\"functions\": [[0, 4096, \"main\"], [1, 8192, null]], \"calls\": [[1, 2, [0, 1], [0]], [60, 1, [1], []]], "
	"\"sites\": [[0, 4100, 1]], \"unknown\": [[1, 8200, 1, 0, \"is computed\", [0]]], \"gaps\": [[\"exec\", \"execlp\"]]}";

static int read_form(struct answer *answer, const char *text)
{
	struct err err;
	AUTO_JSON json_t *json = json_parse_object(text, strlen(text), "form", 1, &err);

	assert_non_null(json);
	return answer_read(answer, json, &err);
}

static void a_result_is_read_back(void **state)
{
	struct answer answer = {0};

	(void)state;
	assert_int_equal(read_form(&answer, form), 0);
	assert_int_equal(answer.call_count, 2);
	assert_int_equal(answer.calls[0].path.at[1], 1);
	assert_null(answer.functions[1].name);
	AUTO_JSON json_t *json = answer_json(&answer);
	AUTO_TEXT struct text text = {0};
	json_line(json, &text);
	assert_string_equal(text.at, form);
	answer_free(&answer);
}

/* Each change makes an index, a type or a version wrong. */
static void changed_answers_are_rejected(void **state)
{
	static const char *const changes[][2] = {
		{"[0, 4096, ", "[2, 4096, "}, {"[0, 4096, ", "[-1, 4096, "}, {"[0, 4096, \"main\"]", "[0, 4096]"}, {"[1, 2, [0, 1]", "[1, 3, [0, 1]"},
		{"[1, 2, [0, 1]", "[1, 2, [0, 2]"}, {"[1, 2, [0, 1]", "[61, 2, [0, 1]"}, {"[0, 4100, 1]", "[7, 4100, 1]"}, {"[0, 4100, 1]", "7"},
		{"[1, 8200, 1, 0,", "[1, 8200, 1, 2,"}, {"\"is computed\"", "null"}, {"[\"exec\", \"execlp\"]", "[\"exec\", 1]"},
		{"\"seccord-reach\": 2", "\"seccord-reach\": 1"}, {"\"libc_known\": true", "\"libc_known\": 1"}, {"\"gaps\"", "\"gap\""},
		{"[[\"/bin/a\", \"00\"], [\"/lib/b\", null]]", "[]"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(changes); i++) {
		const char *at = strstr(form, changes[i][0]);
		AUTO_TEXT struct text text = {0};
		struct answer answer = {0};
		assert_non_null(at);
		text_add_bytes(&text, form, (size_t)(at - form));
		text_format(&text, "%s%s", changes[i][1], at + strlen(changes[i][0]));
		assert_int_equal(read_form(&answer, text.at), -1);
		assert_null(answer.images);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(vector_lengths),
		cmocka_unit_test(a_result_is_read_back),
		cmocka_unit_test(changed_answers_are_rejected),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
