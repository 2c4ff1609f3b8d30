/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a filter was compiled from comes back from its bytes, and where
 * something does not, it is told.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "emit/compile.h"
#include "emit/lift.h"
#include "emit/prove.h"
#include "tests/emit/random.h"

enum { SEED = 20261123 };

static bool is_same(const struct filter *filter, const struct policy *policy)
{
	const struct side left = { .filter = filter }, right = { .policy = policy };
	struct proof proof;
	struct err err = { "" };

	if (prove(&proof, left, right, CLAIM_EQUAL, &err))
		fail_msg("%s", err.text);
	return proof.holds;
}

/* Whether the policy came back; where not, it is marked inexact, and only then. */
static bool comes_back(const struct policy *policy)
{
	AUTO_FILTER struct filter filter = { 0 };
	AUTO_TEXT struct text told = { 0 };
	struct policy lifted = { 0 };
	struct err err = { "" };

	assert_int_equal(filter_compile(&filter, policy, &err), 0);
	if (lift_policy(&lifted, &filter, &told, &err)) {
		print_message("# %s\n", err.text);
		return false;
	}
	bool same = is_same(&filter, &lifted);
	assert_true(same == !lifted.inexact_count);
	if (!same)
		print_message("# %s: %s\n", lifted.inexact[0].call, lifted.inexact[0].reason);
	policy_free(&lifted);
	return same;
}

static void test_random(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	unsigned back = 0;

	(void)state;
	for (unsigned i = 0; i < 150; i++) {
		struct policy policy;
		random_policy(&rng, &policy);
		back += comes_back(&policy);
		policy_free(&policy);
	}
	print_message("# %u of 150 random policies came back\n", back);
	assert_int_equal(back, 150);
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
		if (!comes_back(&policy))
			fail_msg("simple[%zu] did not come back", i);
		policy_free(&policy);
	}
}

/* A comparison of a pointer is one of its number. */
static void test_pointer(void **state)
{
	struct sock_filter insn[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 4), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0xC000003E, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 2),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 24), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct filter filter = { insn, COUNT_OF(insn) };
	AUTO_TEXT struct text told = { 0 };
	struct policy policy = { 0 };
	struct err err = { "" };
	const struct seccomp_data write = { .nr = 1, .arch = 0xC000003E };

	(void)state;
	assert_int_equal(lift_policy(&policy, &filter, &told, &err), 0);
	assert_int_equal(policy_eval(&policy, &write).action, ACTION_ALLOW);
	assert_true(is_same(&filter, &policy));
	assert_int_equal(policy.inexact_count, 0);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_pointer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
