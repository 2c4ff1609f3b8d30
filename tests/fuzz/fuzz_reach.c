/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a program whose code is read. Whatever the answer is, it must be
 * the same when it comes back from its cached form; and any text as that form.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/json.h"
#include "tracer/reach/answer.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void write_form(const struct answer *answer, struct text *out)
{
	AUTO_JSON json_t *json = answer_json(answer);

	if (json)
		json_line(json, out);
}

static void come_back(const struct answer *answer)
{
	AUTO_JSON json_t *json = answer_json(answer);
	AUTO_TEXT struct text before = {0}, after = {0};
	struct answer again = {0};
	struct err err;

	assert(json && !answer_read(&again, json, &err));
	write_form(answer, &before);
	write_form(&again, &after);
	assert(!strcmp(before.at, after.at));
	answer_free(&again);
}

static void read_program(const uint8_t *bytes, size_t size)
{
	struct closure closure = {.root = "", .count = 1, .loader = -1};
	struct answer answer = {0};
	struct err err;

	closure.image[0] = mem_alloc(sizeof(*closure.image[0]));
	if (!binary_parse(closure.image[0], bytes, size, "fuzz", &err) && !answer_make(&answer, &closure, NULL, &err)) {
		come_back(&answer);
		answer_free(&answer);
	}
	closure_free(&closure);
}

static void read_form(const char *text, size_t size)
{
	struct answer answer = {0};
	struct err err;
	AUTO_JSON json_t *json = json_parse_object(text, size, "fuzz", 1, &err);

	if (json && !answer_read(&answer, json, &err)) {
		come_back(&answer);
		answer_free(&answer);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	if (size && bytes[0] == '{')
		read_form((const char *)bytes, size);
	else
		read_program(bytes, size);
	return 0;
}
