/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The proof without the compiler: this test is linked only with the proof's own
 * objects (PROOF in the Makefile) and core, so a proof that depends on the
 * compiler does not link. The filters are written by hand.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "core/policy/policy.h"
#include "emit/proof/prove.h"

static const char words[] =
	"{\"seccord\": 1, \"archs\": [\"i386\"], \"newer\": {\"action\": \"errno\", \"errno\": \"EPERM\"}, \"calls\": [\n"
	" {\"call\": \"close\"}, {\"call\": \"umask\", \"action\": \"trap\"}]}\n";

enum { CLOSE = 6, UMASK = 60 };               /* of i386 */

static struct sock_filter right[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x40000003, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, CLOSE, 3, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UMASK, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static struct proof proof_of(const struct sock_filter *insn, size_t length, enum claim claim)
{
	AUTO_POLICY struct policy policy = { 0 };
	struct sock_filter copy[COUNT_OF(right)];
	struct filter filter = { copy, length };
	struct proof proof;
	struct err err = { "" };

	memcpy(copy, insn, length * sizeof(*copy));
	assert_int_equal(policy_read_bytes(&policy, words, strlen(words), "p", &err), 0);
	assert_int_equal(filter_check(&filter, &err), 0);
	if (prove(&proof, (struct side){ .filter = &filter }, (struct side){ .policy = &policy }, claim, &err))
		fail_msg("%s", err.text);
	return proof;
}

static void test_right(void **state)
{
	(void)state;
	assert_true(proof_of(right, COUNT_OF(right), CLAIM_EQUAL).holds);
	assert_true(proof_of(right, COUNT_OF(right), CLAIM_SUBSET).holds);
}

static void test_wrong(void **state)
{
	struct sock_filter wrong[COUNT_OF(right)];
	AUTO_TEXT struct text call = { 0 };

	(void)state;
	memcpy(wrong, right, sizeof(wrong));
	wrong[5].jt = 2;                      /* umask is allowed */
	struct proof proof = proof_of(wrong, COUNT_OF(wrong), CLAIM_SUBSET);
	assert_false(proof.holds);
	prove_call_text(&proof, &call);
	assert_string_equal(call.at, "i386 umask");
	assert_int_equal(proof.left, SECCOMP_RET_ALLOW);
	assert_int_equal(proof.right, SECCOMP_RET_TRAP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right),
		cmocka_unit_test(test_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
