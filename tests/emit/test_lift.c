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

#include "tests/emit/random.h"
#include "tests/emit/round_trip.h"

enum { SEED = 20261123 };

enum { RANDOM = 100, INTRICATE_MOST = 3 };

/* What does not come back needs more work than a rule may take, and says so. make torture has 10000 of these. */
static void test_random(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	unsigned intricate = 0;

	(void)state;
	for (unsigned i = 0; i < RANDOM; i++) {
		AUTO_TEXT struct text lifted = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		struct err err = { "" };
		random_policy(&rng, &policy);
		if (round_policy_comes_back(&policy, &lifted, &err))
			continue;
		print_message("# policy %u: %s\n", i, err.text);
		assert_non_null(strstr(err.text, "too intricate"));
		intricate++;
	}
	assert_in_range(intricate, 0, INTRICATE_MOST);
}

/* Of these some call needs more of a rule than there is: that is said, in the end, and nothing is claimed. */
static void test_intricate(void **state)
{
	static const uint64_t seeds[] = { 177, 766, 2679 };

	(void)state;
	for (size_t i = 0; i < COUNT_OF(seeds); i++) {
		AUTO_TEXT struct text lifted = { 0 };
		AUTO_POLICY struct policy policy = { 0 };
		struct rng rng = { .state = seeds[i], .whole = true };
		struct err err = { "" };
		random_policy(&rng, &policy);
		if (!round_policy_comes_back(&policy, &lifted, &err) && !strstr(err.text, "too intricate"))
			fail_msg("seed %u: %s", (unsigned)seeds[i], err.text);
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
	assert_true(round_is_equal(&filter, &policy, &err));
	assert_int_equal(policy.inexact_count, 0);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_intricate),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_pointer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
