/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The conditions of a rule: tests of arguments, of which "dword" compares 32 bits. The compilers do not agree on when it does.
 */
#include "emit/firecracker/firecracker.h"

#include <string.h>

#include "core/base/json.h"

static const char *const arg_keys[] = { "index", "type", "op", "val", NULL };

static const struct { const char *name; enum in_op op; } ops[] = {
	{ "eq", IN_EQ }, { "ne", IN_NE }, { "lt", IN_LT }, { "le", IN_LE }, { "gt", IN_GT }, { "ge", IN_GE },
};

static int read_op(const json_t *arg, struct in_test *test, struct err *err)
{
	const json_t *op = json_object_get(arg, "op");
	const char *name = firecracker_word(op);
	uint64_t mask = 0;

	if (json_is_object(op) && json_object_size(op) == 1 && json_object_get(op, "masked_eq") && !name) {
		if (in_bare_number(op, "masked_eq", UINT64_MAX, &mask, err))
			return -1;
		test->op = IN_MASKED;
		test->mask = mask;
		return 0;
	}
	for (size_t i = 0; name && i < COUNT_OF(ops); i++)
		if (!strcmp(name, ops[i].name)) {
			test->op = ops[i].op;
			return 0;
		}
	return err_set(err, "unknown \"op\"");
}

static int read_numbers(const json_t *arg, uint64_t *index, uint64_t *value, struct err *err)
{
	if (json_only(arg, arg_keys, err))
		return -1;
	if (!json_object_get(arg, "index"))
		return err_set(err, "\"index\" is missing");
	if (!json_object_get(arg, "val"))
		return err_set(err, "\"val\" is missing");
	return in_bare_number(arg, "index", SYSCALL_ARGS - 1, index, err) || in_bare_number(arg, "val", UINT64_MAX, value, err) ? -1 : 0;
}

/* As it is written: `mask` is that of "masked_eq". */
static int read_test(const json_t *arg, struct in_test *test, bool *narrow, struct err *err)
{
	uint64_t index = 0, value = 0;
	const char *type = NULL;

	if (!json_is_object(arg))
		return err_set(err, "not an object");
	if (read_numbers(arg, &index, &value, err) || json_get_string(arg, "type", &type, err))
		return -1;
	if (!type || (strcmp(type, "dword") && strcmp(type, "qword")))
		return err_set(err, type ? "unknown \"type\": dword or qword" : "\"type\" is missing: dword or qword");
	*narrow = *type == 'd';
	*test = (struct in_test){ (unsigned)index, IN_EQ, UINT64_MAX, value };
	return read_op(arg, test, err);
}

/* What libseccomp is given: "dword" counts for "eq" alone. */
static void as_scmp(struct in_test *test, bool narrow)
{
	if (narrow && test->op == IN_EQ) {
		test->op = IN_MASKED;
		test->mask = UINT32_MAX;
	}
	test->value &= test->mask;
}

static void as_own(struct in_test *test, bool narrow)
{
	test->op = test->op == IN_MASKED ? IN_EQ : test->op;
	test->mask &= narrow ? UINT32_MAX : UINT64_MAX;
	test->value &= test->mask;
}

/* Whether another compiler reads other bits of it. */
static bool compilers_differ(const struct in_test *test, bool narrow)
{
	bool large = test->value > UINT32_MAX, large_mask = test->mask > UINT32_MAX;

	if (test->op == IN_MASKED)
		return narrow && large_mask;
	return narrow && (test->op != IN_EQ || large);
}

int firecracker_tests(const struct firecracker *r, const char *name, const json_t *args, struct in_test *tests, struct err *err)
{
	bool narrow = false, differ = false;

	for (size_t i = 0; i < json_array_size(args); i++) {
		if (read_test(json_array_get(args, i), &tests[i], &narrow, err))
			return err_context(err, "args[%zu]", i);
		differ |= compilers_differ(&tests[i], narrow);
		if (firecracker_is_scmp(r))
			as_scmp(&tests[i], narrow);
		else
			as_own(&tests[i], narrow);
	}
	if (differ && firecracker_is_scmp(r))
		firecracker_doubt(r, name, "Firecracker before 1.11 compares 32 bits for \"dword\", later ones 64 with all but \"eq\"; read as by these");
	return 0;
}

static bool has_two_tests(const json_t *args)
{
	unsigned seen = 0;

	for (size_t i = 0; i < json_array_size(args); i++) {
		const json_t *index = json_object_get(json_array_get(args, i), "index");
		unsigned bit = 1u << (json_is_integer(index) ? json_integer_value(index) & 31 : 31);
		if (seen & bit)
			return true;
		seen |= bit;
	}
	return false;
}

bool firecracker_has_doubled(const json_t *filter)
{
	const json_t *rules = json_object_get(filter, "filter");

	for (size_t i = 0; i < json_array_size(rules); i++)
		if (has_two_tests(json_object_get(json_array_get(rules, i), "args")))
			return true;
	return false;
}
