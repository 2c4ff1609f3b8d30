/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy is reconstructed from the bytes of its filter, and anything that is
 * not is reported.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "tests/emit/random.h"
#include "tests/emit/round_trip.h"
#include "tests/sample.h"

enum { SEED = 20261123 };

enum { RANDOM = 100 };

/* make torture has 10000 of these. */
static void test_random(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };

	(void)state;
	for (unsigned i = 0; i < sample_of(RANDOM); i++) {
		AUTO_TEXT struct text lifted = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		struct err err = { "" };
		random_policy(&rng, &policy);
		if (!round_policy_comes_back(&policy, &lifted, &err))
			fail_msg("policy %u: %s", i, err.text);
	}
}

/* Roles and registers mixed on one argument, sets next to masks with exceptions, and (1113, 4912, 5356) a range
 * of numbers whose calls share one function but have different roles. */
static void test_hard(void **state)
{
	static const uint64_t seeds[] = { 177, 766, 1113, 1193, 1288, 1393, 1501, 1729, 2405, 4912, 5151, 5356 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(seeds); i++) {
		AUTO_TEXT struct text lifted = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		struct err err = { "" };
		round_policy_of(seeds[i], &policy);
		if (!round_policy_comes_back(&policy, &lifted, &err))
			fail_msg("seed %u: %s", (unsigned)seeds[i], err.text);
	}
}

/* --- filters that exhaust the budget --- */

#define LOAD(offset) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset)
#define CALCULATE(op, k) BPF_STMT(BPF_ALU | (op), k)
#define FOR_X86_64 LOAD(4), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xC000003E, 1, 0), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)
#define ALLOW_ELSE_EPERM BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1)

/* Every other number. */
static const struct sock_filter odd[] = { FOR_X86_64, LOAD(0), CALCULATE(BPF_AND | BPF_K, 1),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1), ALLOW_ELSE_EPERM };
/* Each number has a different answer. */
static const struct sock_filter numbered[] = { FOR_X86_64, LOAD(0), CALCULATE(BPF_AND | BPF_K, 0xfff),
	CALCULATE(BPF_OR | BPF_K, SECCOMP_RET_ERRNO), BPF_STMT(BPF_RET | BPF_A, 0) };
/* Each number has a different function of two arguments. */
static const struct sock_filter mixed[] = { FOR_X86_64, LOAD(0), CALCULATE(BPF_AND | BPF_K, 0x3ff), BPF_STMT(BPF_MISC | BPF_TAX, 0),
	LOAD(16), CALCULATE(BPF_AND | BPF_K, 0x3ff), CALCULATE(BPF_XOR | BPF_X, 0), BPF_STMT(BPF_ST, 1),
	LOAD(24), CALCULATE(BPF_AND | BPF_K, 0x3ff), BPF_STMT(BPF_MISC | BPF_TAX, 0), BPF_STMT(BPF_LD | BPF_MEM, 1),
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_X, 0, 0, 1), ALLOW_ELSE_EPERM };
/* Adjacent values of an argument may all have different answers. */
static const struct sock_filter product[] = { FOR_X86_64, LOAD(16), CALCULATE(BPF_AND | BPF_K, 0xfff), CALCULATE(BPF_MUL | BPF_K, 0x9e3),
	CALCULATE(BPF_AND | BPF_K, 0xfff0), BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 0x7000, 0, 1), ALLOW_ELSE_EPERM };
/* Two parts of one argument are equal: each value needs its own range. */
static const struct sock_filter equal[] = { FOR_X86_64, LOAD(20), CALCULATE(BPF_RSH | BPF_K, 20), BPF_STMT(BPF_MISC | BPF_TAX, 0),
	LOAD(16), CALCULATE(BPF_AND | BPF_K, 0xfff), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 1), ALLOW_ELSE_EPERM };

static const struct {
	const struct sock_filter *insn;
	size_t length;
} hostile[] = {
	{ odd, COUNT_OF(odd) }, { numbered, COUNT_OF(numbered) }, { mixed, COUNT_OF(mixed) },
	{ product, COUNT_OF(product) }, { equal, COUNT_OF(equal) },
};

/* Whether the policy claims to be exact for a call. */
static bool is_claimed(const struct policy *policy, uint32_t nr)
{
	char label[16];
	const char *name = syscall_label(arch_of_call(0xC000003E, nr) == ARCH_X32 ? ARCH_X32 : ARCH_X86_64, nr, label);

	for (size_t i = 0; i < policy->inexact_count; i++)
		if (!policy->inexact[i].call || !strcmp(policy->inexact[i].call, name))
			return false;
	return true;
}

static void hold_to_filter(struct rng *rng, const struct policy *policy, const struct filter *filter)
{
	struct seccomp_data call = { .arch = 0xC000003E, .nr = (int)rng_below(rng, 500) };

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		call.args[i] = random_value(rng);
	struct verdict ours = policy_eval(policy, &call), theirs = verdict_of_ret(filter_run(filter, &call, NULL));
	if (is_claimed(policy, (uint32_t)call.nr) ? !verdict_equal(ours, theirs) : ours.action < theirs.action)
		fail_msg("call %d: %d, and the filter says %d", call.nr, ours.action, theirs.action);
}

enum { CALLS = 2000 };

/* Any filter is read in a bounded number of steps: exactly, or stricter and marked as inexact. */
static void test_hostile(void **state)
{
	struct rng rng = { .state = SEED };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(hostile); i++) {
		struct sock_filter insn[32];
		struct filter filter = { insn, hostile[i].length };
		AUTO_TEXT struct text notes = { 0 };
		struct policy policy = { 0 };
		struct err err = { "" };
		memcpy(insn, hostile[i].insn, hostile[i].length * sizeof(*insn));
		assert_int_equal(filter_check(&filter, &err), 0);
		assert_int_equal(lift_policy(&policy, &filter, &notes, &err), 0);
		assert_true(policy.inexact_count > 0);
		for (unsigned n = 0; n < CALLS; n++)
			hold_to_filter(&rng, &policy, &filter);
		policy_free(&policy);
	}
}

static const char *const simple[] = {
	"{\"seccord\": 1, \"archs\": [\"x86_64\"], \"calls\": [{\"call\": \"read\"}]}",
	"{\"seccord\": 1, \"archs\": [\"x86_64\", \"i386\", \"x32\"], \"default\": {\"action\": \"kill-thread\"}, \"calls\": ["
		"{\"call\": \"socket\", \"args\": [{\"domain\": [\"AF_UNIX\"]}, {\"domain\": [\"AF_INET\"], \"socktype\": [\"SOCK_STREAM\"]}]},"
		"{\"call\": \"mprotect\", \"args\": [{\"prot\": {\"bits\": \"PROT_READ|PROT_WRITE\"}}]},"
		"{\"call\": \"clone3\", \"action\": \"errno\", \"errno\": \"ENOSYS\"}]}",
	"{\"seccord\": 1, \"archs\": [\"x86_64\"], \"default\": {\"action\": \"allow\"}, \"newer\": {\"action\": \"allow\"}, \"calls\": ["
		"{\"call\": \"ptrace\", \"action\": \"errno\", \"errno\": \"EPERM\"},"
		"{\"call\": \"kill\", \"action\": \"kill\", \"args\": [{\"signal\": {\"from\": 9, \"to\": 64}}]}]}",
	"{\"seccord\": 1, \"archs\": [\"s390x\"], \"calls\": [{\"call\": \"lseek\", \"args\": [{\"whence\": [0, 1]}]}]}",
};

static void test_simple(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(simple); i++) {
		struct policy policy = { 0 };
		struct err err = { "" };
		if (policy_read_bytes(&policy, simple[i], strlen(simple[i]), "simple", &err))
			fail_msg("%s", err.text);
		AUTO_TEXT struct text lifted = { 0 };
		if (!round_policy_comes_back(&policy, &lifted, &err))
			fail_msg("simple[%zu]: %s", i, err.text);
		policy_free(&policy);
	}
}

/* A comparison of a pointer is one of its value. */
static void test_pointer(void **state)
{
	struct sock_filter insn[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xC000003E, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 24), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct filter filter = { insn, COUNT_OF(insn) };
	AUTO_TEXT struct text notes = { 0 };
	struct policy policy = { 0 };
	struct err err = { "" };
	const struct seccomp_data write = { .nr = 1, .arch = 0xC000003E };

	(void)state;
	assert_int_equal(lift_policy(&policy, &filter, &notes, &err), 0);
	assert_int_equal(policy_eval(&policy, &write).action, ACTION_ALLOW);
	assert_true(round_is_equal(&filter, &policy, &err));
	assert_int_equal(policy.inexact_count, 0);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_hard),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_pointer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
