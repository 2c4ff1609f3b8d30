/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A filter implements its policy: on a million inputs (SAMPLE=100) at the edges of random
 * policies, and at the limits of program size.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "emit/compile/compile.h"
#include "emit/filter/filter.h"
#include "tests/emit/random.h"
#include "tests/sample.h"

enum { SEED = 20261121, POLICIES = 2000, INPUTS = 500 };

static void print_failure(const struct policy *policy, const struct seccomp_data *data, uint32_t got)
{
	AUTO_TEXT struct text text = { 0 };
	policy_write(policy, &text);
	fprintf(stderr, "%s\narch 0x%x nr 0x%x args", text.at, data->arch, (uint32_t)data->nr);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		fprintf(stderr, " 0x%llx", (unsigned long long)data->args[i]);
	fprintf(stderr, "\nthe policy says 0x%x, the filter 0x%x\n", verdict_ret(policy_eval(policy, data)), got);
}

static void compile(const struct policy *policy, struct filter *filter)
{
	struct err err = { "" };
	if (filter_compile(filter, policy, &err) || filter_check(filter, &err))
		fail_msg("%s", err.text);
}

struct seen {
	unsigned long action[ACTION_COUNT], by_rows, refused_by_rows;
};

static void count_input(const struct policy *policy, const struct seccomp_data *data, struct verdict v, struct seen *seen)
{
	int arch = arch_of_call(data->arch, (uint32_t)data->nr);
	const struct rule *rule = arch < 0 || !(policy->archs & ARCH_BIT(arch)) ? NULL :
	                          policy_find(policy, (enum arch)arch, (uint32_t)data->nr);

	seen->action[v.action]++;
	if (!rule || !rule->row_count || verdict_equal(rule->verdict, policy->otherwise))
		return;
	if (verdict_equal(v, rule->verdict))
		seen->by_rows++;
	else
		seen->refused_by_rows++;
}

static void check_policy(struct rng *rng, const struct policy *policy, unsigned inputs, struct seen *seen)
{
	AUTO_FILTER struct filter filter = { 0 };

	compile(policy, &filter);
	for (unsigned i = 0; i < inputs; i++) {
		struct seccomp_data data = random_input(rng, policy);
		struct seccomp_data stored = as_stored(data, policy->archs);
		struct verdict want = policy_eval(policy, &data);
		uint32_t got = filter_run(&filter, &stored, NULL);
		if (got != verdict_ret(want)) {
			print_failure(policy, &data, got);
			fail();
		}
		count_input(policy, &data, want, seen);
	}
}

static void test_random_policies(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	struct seen seen = { 0 };
	unsigned policies = sample_of(POLICIES);

	(void)state;
	print_message("# seed %d: %u policies, %d inputs each\n", SEED, policies, INPUTS);
	for (unsigned i = 0; i < policies; i++) {
		struct policy policy;
		random_policy(&rng, &policy);
		check_policy(&rng, &policy, INPUTS, &seen);
		policy_free(&policy);
	}
	/* The inputs exercise what they are meant to. */
	print_message("# decided by arguments: %lu for a rule, %lu against\n", seen.by_rows, seen.refused_by_rows);
	for (int a = 0; a < ACTION_COUNT; a++)
		assert_true(seen.action[a] > policies * INPUTS / 100);
	assert_true(seen.by_rows > policies * INPUTS / 50);
	assert_true(seen.refused_by_rows > policies * INPUTS / 50);
}

static const arch_set three = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32);

static bool has_jump(const struct filter *filter)
{
	for (size_t i = 0; i < filter->length; i++)
		if (filter->insn[i].code == (BPF_JMP | BPF_JA) && filter->insn[i].k > UINT8_MAX)
			return true;
	return false;
}

/* Programs in which most targets are out of a branch's reach. */
static void test_far_jumps(void **state)
{
	struct rng rng = { .state = SEED + 1, .whole = true };
	struct seen seen = { 0 };
	unsigned jumps = 0;

	(void)state;
	for (unsigned rules = 100; rules < 260; rules += 8) {
		struct policy policy;
		struct filter filter = { 0 };
		random_policy_of(&rng, &policy, three, rules);
		compile(&policy, &filter);
		assert_true(filter.length > 400);
		jumps += has_jump(&filter);
		filter_free(&filter);
		check_policy(&rng, &policy, 4000, &seen);
		policy_free(&policy);
	}
	assert_true(jumps > 15);
}

static void add_condition(struct row *row, enum role role, uint64_t value)
{
	row->condition[row->count++] = (struct condition){ role, { .kind = VALUES_SET, .count = 1, .v = { value } } };
}

/* One rule with that many rows, each with its own domain and type. */
static void policy_of_rows(struct policy *policy, size_t rows)
{
	*policy = (struct policy){ .archs = ARCH_BIT(ARCH_X86_64) };
	policy_defaults(policy);
	struct rule *rule = policy_add(policy);
	rule->id = CALL_socket;
	rule->archs = policy->archs;
	rule->row_count = rows;
	rule->rows = arena_alloc(&policy->arena, rows * sizeof(*rule->rows));
	for (size_t i = 0; i < rows; i++) {
		rule->rows[i].condition = arena_alloc(&policy->arena, 2 * sizeof(struct condition));
		add_condition(&rule->rows[i], ROLE_domain, i);
		add_condition(&rule->rows[i], ROLE_socktype, i);
	}
}

/* Everything up to the limit is accepted; beyond it the error still states the
 * length. */
static void test_too_long(void **state)
{
	size_t longest = 0, shortest_refused = SIZE_MAX, step = 0;

	(void)state;
	for (size_t rows = 600; rows < 1000; rows += 400 / sample_of(400)) {
		AUTO_FILTER struct filter filter = { 0 };
		struct err err = { "" };
		struct policy policy;
		size_t needed = 0;
		policy_of_rows(&policy, rows);
		if (!filter_compile(&filter, &policy, &err)) {
			assert_int_equal(shortest_refused, SIZE_MAX);
			assert_int_equal(filter_check(&filter, &err), 0);
			step = filter.length - longest;
			longest = filter.length;
		} else {
			assert_int_equal(sscanf(err.text, "the filter needs %zu instructions, but the kernel accepts at most 4096", &needed), 1);
			shortest_refused = needed < shortest_refused ? needed : shortest_refused;
		}
		policy_free(&policy);
	}
	assert_true(longest <= BPF_MAXINSNS && shortest_refused > BPF_MAXINSNS);
	assert_in_range(shortest_refused - longest, 1, 2 * step);
}

/* Calls allowed without argument tests are cacheable by the kernel. */
static void test_constant_path(void **state)
{
	struct rng rng = { .state = SEED + 3, .whole = true };
	unsigned long allowed = 0;

	(void)state;
	for (unsigned i = 0; i < sample_of(400); i++) {
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		random_policy(&rng, &policy);
		compile(&policy, &filter);
		for (unsigned n = 0; n < 200; n++) {
			struct seccomp_data data = random_input(&rng, &policy);
			int arch = arch_of_call(data.arch, (uint32_t)data.nr);
			const struct rule *rule = arch < 0 ? NULL : policy_find(&policy, (enum arch)arch, (uint32_t)data.nr);
			bool want = policy_eval(&policy, &data).action == ACTION_ALLOW;
			if (rule && rule->row_count && policy.archs & ARCH_BIT(arch))
				continue;
			assert_int_equal(filter_is_constant_allow(&filter, data.arch, (uint32_t)data.nr), want);
			allowed += want;
		}
		policy_free(&policy);
	}
	assert_true(allowed > sample_of(5000));
}

/* No instruction is redundant, and none reads the instruction pointer. */
static void test_no_dead_code(void **state)
{
	struct rng rng = { .state = SEED + 4, .whole = true };

	(void)state;
	for (unsigned i = 0; i < sample_of(500); i++) {
		AUTO_FILTER struct filter filter = { 0 };
		struct policy policy;
		bool reached[BPF_MAXINSNS + 256] = { true };
		random_policy(&rng, &policy);
		compile(&policy, &filter);
		for (size_t at = 0; at < filter.length; at++) {
			const struct sock_filter *insn = &filter.insn[at];
			bool jumps = BPF_CLASS(insn->code) == BPF_JMP, ja = jumps && BPF_OP(insn->code) == BPF_JA;
			assert_true(reached[at]);
			if (insn->code == (BPF_LD | BPF_W | BPF_ABS))
				assert_true(insn->k < 8 || insn->k >= 16);
			if (BPF_CLASS(insn->code) != BPF_RET)
				reached[at + 1 + (ja ? insn->k : jumps ? insn->jt : 0)] = true;
			if (jumps && !ja)
				reached[at + 1 + insn->jf] = true;
		}
		policy_free(&policy);
	}
}

static void test_same_bytes(void **state)
{
	struct rng rng = { .state = SEED + 5, .whole = true };

	(void)state;
	for (unsigned i = 0; i < 100; i++) {
		AUTO_FILTER struct filter a = { 0 }, b = { 0 };
		struct policy policy;
		random_policy(&rng, &policy);
		compile(&policy, &a);
		compile(&policy, &b);
		assert_int_equal(a.length, b.length);
		assert_memory_equal(a.insn, b.insn, a.length * sizeof(*a.insn));
		policy_free(&policy);
	}
}

static void test_both_endiannesses(void **state)
{
	struct policy policy = { .archs = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_S390X) };
	struct filter filter = { 0 };
	struct err err = { "" };

	(void)state;
	policy_defaults(&policy);
	assert_int_equal(filter_compile(&filter, &policy, &err), -1);
	assert_string_equal(err.text, "x86_64 is little-endian and s390x big-endian: emit one filter for each (--arch)");
}

/* A policy without an arch gives every call the foreign answer. */
static void test_empty(void **state)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct policy policy = { 0 };

	(void)state;
	policy_defaults(&policy);
	compile(&policy, &filter);
	assert_int_equal(filter_run(&filter, &(struct seccomp_data){ .arch = 0xC000003E }, NULL), SECCOMP_RET_KILL_PROCESS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_policies),
		cmocka_unit_test(test_far_jumps),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_constant_path),
		cmocka_unit_test(test_no_dead_code),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_both_endiannesses),
		cmocka_unit_test(test_empty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
