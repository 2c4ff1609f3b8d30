/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resolved: reads the output of `seccord emit -f json`, for the compilers that
 * the benchmark compares. The input is trusted.
 */
#ifndef TESTS_BENCH_RESOLVED_H
#define TESTS_BENCH_RESOLVED_H

#include <jansson.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* jansson has only signed integers: a 64-bit number is stored as the signed
 * equivalent. */
static inline void resolved_put_number(const char *digits, FILE *out)
{
	unsigned long long number = strtoull(digits, NULL, 10);

	if (number > INT64_MAX)
		fprintf(out, "-%llu", 0 - number);
	else
		fprintf(out, "%llu", number);
}

/* Names contain digits too: digits after a letter stay. */
static inline char *resolved_text(FILE *from)
{
	char *text = NULL, digits[32] = "";
	size_t size, length = 0;
	FILE *out = open_memstream(&text, &size);

	for (int c = getc(from), last = ' '; c != EOF; last = c, c = getc(from)) {
		if (length + 1 < sizeof(digits) && c >= '0' && c <= '9' && (length || last == ' ' || last == '[')) {
			digits[length++] = (char)c;
			continue;
		}
		digits[length] = '\0';
		if (length)
			resolved_put_number(digits, out);
		length = 0;
		putc(c, out);
	}
	fclose(out);
	return text;
}

static inline json_t *resolved_read(FILE *from)
{
	json_error_t error;
	char *text = resolved_text(from);
	json_t *policy = json_loads(text, 0, &error);

	free(text);
	if (!policy || json_integer_value(json_object_get(policy, "seccord_resolved")) != 1) {
		fprintf(stderr, "not version 1 of what `seccord emit -f json` writes: %s\n", policy ? "another object" : error.text);
		exit(2);
	}
	return policy;
}

static inline uint64_t resolved_number(const json_t *object, const char *key)
{
	return (uint64_t)json_integer_value(json_object_get(object, key));
}

static inline uint32_t resolved_ret(const json_t *verdict)
{
	static const struct { const char *name; uint32_t ret; } rows[] = {
		{ "allow", SECCOMP_RET_ALLOW }, { "log", SECCOMP_RET_LOG }, { "trap", SECCOMP_RET_TRAP },
		{ "errno", SECCOMP_RET_ERRNO }, { "kill-thread", SECCOMP_RET_KILL_THREAD },
	};
	const char *name = json_string_value(json_object_get(verdict, "action"));

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!strcmp(name, rows[i].name))
			return rows[i].ret | (uint32_t)resolved_number(verdict, "errno");
	return SECCOMP_RET_KILL_PROCESS;
}

/* One test of an argument: an alternative of its condition. */
struct resolved_test {
	unsigned arg;
	enum { TEST_MASKED, TEST_RANGE } kind;
	uint64_t mask, value;                 /* (argument & mask) == value */
	uint64_t from, to, most;              /* from <= argument <= to; `most` is its maximum */
};

/* The number of tests of a condition, of which one must hold. */
static inline size_t resolved_tests(const json_t *condition)
{
	const json_t *values = json_object_get(condition, "values");
	return values ? json_array_size(values) : 1;
}

static inline struct resolved_test resolved_test(const json_t *condition, size_t i)
{
	struct resolved_test test = { .arg = (unsigned)resolved_number(condition, "index") };
	uint64_t mask = resolved_number(condition, "mask");

	test.kind = json_object_get(condition, "from") ? TEST_RANGE : TEST_MASKED;
	test.from = resolved_number(condition, "from");
	test.to = resolved_number(condition, "to");
	test.most = test.mask = mask;
	if (json_object_get(condition, "bits"))
		test.mask &= ~resolved_number(condition, "bits");
	else if (test.kind == TEST_MASKED)
		test.value = (uint64_t)json_integer_value(json_array_get(json_object_get(condition, "values"), i));
	return test;
}

#endif
