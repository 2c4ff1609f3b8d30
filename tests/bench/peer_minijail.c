/* SPDX-License-Identifier: Apache-2.0 */
/*
 * peer_minijail policy|arch <RESOLVED: the x86_64 part of a policy, for
 * minijail's compiler, as an expert would write it: the .policy file, or the
 * names and numbers of its calls (--arch-json).
 */
#include <inttypes.h>
#include <stdbool.h>

#include "tests/bench/resolved.h"

static void put_test(const struct resolved_test *t, const json_t *condition)
{
	uint64_t mask = resolved_number(condition, "mask");

	if (t->kind == TEST_RANGE && t->from)
		printf("arg%u >= %" PRIu64 "%s", t->arg, t->from, t->to == t->most ? "" : " && ");
	if (t->kind == TEST_RANGE && t->to != t->most)
		printf("arg%u <= %" PRIu64, t->arg, t->to);
	if (t->kind == TEST_MASKED && json_object_get(condition, "bits"))
		printf("arg%u in %" PRIu64, t->arg, ~t->mask);
	else if (t->kind == TEST_MASKED && mask != UINT64_MAX && mask != UINT32_MAX)
		printf("arg%u in %" PRIu64 "%s", t->arg, ~mask | t->value, t->value ? " && " : "");
	else if (t->kind == TEST_MASKED)
		printf("arg%u == %" PRIu64, t->arg, t->value);
	/* Each bit of a masked value must be set as well: & tests a single one. */
	for (uint64_t bit = 1; bit && t->kind == TEST_MASKED && mask != UINT64_MAX && mask != UINT32_MAX; bit <<= 1)
		if (t->value & bit)
			printf("arg%u & %" PRIu64 "%s", t->arg, bit, t->value > (bit | (bit - 1)) ? " && " : "");
}

static void put_way(const json_t *row, const size_t *way)
{
	size_t i;
	json_t *condition;

	json_array_foreach(row, i, condition) {
		struct resolved_test test = resolved_test(condition, way[i]);
		printf("%s", i ? " && " : "");
		put_test(&test, condition);
	}
}

/* An OR of ANDs: each combination of a row's ORs is one of them. */
static void put_ways(const json_t *row, size_t at, size_t *way, bool *first)
{
	if (at == json_array_size(row)) {
		printf("%s", *first ? "" : " || ");
		*first = false;
		put_way(row, way);
		return;
	}
	for (size_t i = 0; i < resolved_tests(json_array_get(row, at)); i++) {
		way[at] = i;
		put_ways(row, at + 1, way, first);
	}
}

/* Everything else is killed: minijail's two compilers disagree on the meaning
 * of an errno after "return". */
static void put_call(const json_t *call)
{
	uint32_t ret = resolved_ret(call);
	const json_t *rows = json_object_get(call, "any"), *row;
	bool first = true;
	size_t i, way[6];

	printf("%s: ", json_string_value(json_object_get(call, "name")));
	json_array_foreach(rows, i, row)
		put_ways(row, 0, way, &first);
	if (rows)
		printf("\n");
	else if ((ret & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_ERRNO)
		printf("return %u\n", ret & 0xffff);
	else
		printf("1\n");
}

static const json_t *calls_of_x86_64(const json_t *policy)
{
	size_t i;
	json_t *arch;

	json_array_foreach(json_object_get(policy, "archs"), i, arch)
		if (!strcmp(json_string_value(json_object_get(arch, "arch")), "x86_64"))
			return json_object_get(arch, "calls");
	fprintf(stderr, "no policy for x86_64\n");
	exit(1);
}

int main(int argc, char **argv)
{
	const json_t *policy = resolved_read(stdin), *calls = calls_of_x86_64(policy), *call;
	bool arch = argc > 1 && !strcmp(argv[1], "arch");
	size_t i;

	if (arch)
		printf("{\"arch_nr\": 3221225534, \"arch_name\": \"x86_64\", \"bits\": 64, \"constants\": {}, \"syscalls\": {");
	json_array_foreach(calls, i, call) {
		if (arch)
			printf("%s\"%s\": %" PRIu64, i ? ", " : "", json_string_value(json_object_get(call, "name")),
			       resolved_number(call, "nr"));
		else
			put_call(call);
	}
	printf("%s", arch ? "}}\n" : "");
	return 0;
}
