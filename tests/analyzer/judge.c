/* SPDX-License-Identifier: Apache-2.0 */
/*
 * It tries the numbers of all conditions and their neighbours, in every
 * combination. For small policies that is exhaustive.
 */
#include "tests/analyzer/judge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TRIED_MOST = 96 };

struct tried {
	uint64_t at[SYSCALL_ARGS][TRIED_MOST];
	size_t count[SYSCALL_ARGS];
};

static void try_value(struct tried *tried, int arg, uint64_t value)
{
	for (size_t i = 0; i < tried->count[arg]; i++)
		if (tried->at[arg][i] == value)
			return;
	assert_true(tried->count[arg] < TRIED_MOST);
	tried->at[arg][tried->count[arg]++] = value;
}

static void try_number(struct tried *tried, int arg, uint64_t value)
{
	try_value(tried, arg, 0);             /* first: combinations start with it */
	try_value(tried, arg, value);
	try_value(tried, arg, value + 1);
	try_value(tried, arg, value - 1);
	for (int bit = 0; bit < 64; bit++)
		if (value >> bit & 1)
			try_value(tried, arg, UINT64_C(1) << bit);
}

static void try_rows(struct tried *tried, const struct rule *rule, enum arch arch)
{
	for (size_t i = 0; i < rule->row_count; i++)
		for (size_t k = 0; k < rule->rows[i].count; k++) {
			const struct condition *condition = &rule->rows[i].condition[k];
			int arg = syscall_arg(rule->id, arch, condition->role);
			for (unsigned n = 0; arg >= 0 && n < values_numbers(&condition->values); n++)
				try_number(tried, arg, condition->values.v[n]);
		}
}

/* The next combination; false after the last. */
static bool next_call(const struct tried *tried, size_t which[SYSCALL_ARGS], uint64_t args[SYSCALL_ARGS])
{
	unsigned arg = 0;

	while (arg < SYSCALL_ARGS && ++which[arg] >= tried->count[arg])
		which[arg++] = 0;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		args[i] = tried->count[i] ? tried->at[i][which[i]] : 0;
	return arg < SYSCALL_ARGS;
}

static bool test_covers(void *context, const struct rule *rule, enum arch arch, const struct row *row)
{
	const struct rule narrow = {.id = rule->id, .rows = (struct row *)row, .row_count = 1};
	struct tried tried = {0};
	size_t which[SYSCALL_ARGS] = {0};
	uint64_t args[SYSCALL_ARGS] = {0};

	(void)context;
	try_rows(&tried, rule, arch);
	try_rows(&tried, &narrow, arch);
	do {
		bool covered = !rule->row_count;
		for (size_t i = 0; i < rule->row_count; i++)
			covered |= row_admits(&rule->rows[i], rule->id, arch, args);
		if (!covered && row_admits(row, rule->id, arch, args))
			return false;
	} while (next_call(&tried, which, args));
	return true;
}

static uint32_t last_alike(const struct test_sides *sides, enum arch arch, uint32_t nr)
{
	uint32_t highest = arch_info(arch)->newest;

	for (int side = 0; side < 2; side++) {
		const struct policy *policy = side ? sides->after : sides->before;
		for (size_t i = 0; i < policy->rule_count; i++)
			if (policy->rules[i].id == CALL_UNKNOWN && policy->rules[i].nr > highest)
				highest = policy->rules[i].nr;
	}
	return nr > highest ? UINT32_MAX : nr;
}

static struct difference test_number(void *context, enum arch arch, uint32_t nr, struct verdict was, struct verdict is)
{
	const struct test_sides *sides = context;
	const struct rule *before = policy_find(sides->before, arch, nr), *after = policy_find(sides->after, arch, nr);
	struct difference out = {.last = last_alike(sides, arch, nr)};
	struct seccomp_data data = {.nr = (int)nr, .arch = arch_info(arch)->audit};
	struct tried tried = {0};
	size_t which[SYSCALL_ARGS] = {0};
	uint64_t args[SYSCALL_ARGS] = {0};

	if (before)
		try_rows(&tried, before, arch);
	if (after)
		try_rows(&tried, after, arch);
	do {
		for (unsigned i = 0; i < SYSCALL_ARGS; i++)
			data.args[i] = args[i];
		struct verdict one = policy_eval(sides->before, &data), other = policy_eval(sides->after, &data);
		out.passed |= verdict_passes(one);
		out.passes |= verdict_passes(other);
		if (verdict_equal(one, other) || (verdict_equal(one, was) && verdict_equal(other, is)))
			continue;
		bool wider = !verdict_is_within(other, one), first = wider && !out.widens;
		out.widens |= wider;
		out.narrows |= !verdict_is_within(one, other);
		out.opens |= verdict_passes(other) && !verdict_passes(one);
		out.closes |= verdict_passes(one) && !verdict_passes(other);
		if (out.differs && !first)
			continue;
		out.differs = true;
		out.call = data;
		out.before = one;
		out.after = other;
		for (unsigned i = 0; i < SYSCALL_ARGS; i++)
			out.asked |= (unsigned)(tried.count[i] > 0) << i;
	} while (next_call(&tried, which, args));
	return out;
}

static struct difference test_arch(void *context, enum arch arch)
{
	(void)context;
	(void)arch;
	return (struct difference){.last = UINT32_MAX};
}

static struct difference test_elsewhere(void *context, arch_set but, struct verdict before, struct verdict after)
{
	(void)context;
	(void)but;
	(void)before;
	(void)after;
	return (struct difference){.last = UINT32_MAX};
}

struct judge test_judge(struct test_sides *sides, bool same)
{
	return (struct judge){sides, same, test_number, test_arch, test_elsewhere, test_covers};
}
