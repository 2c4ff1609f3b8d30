/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The JSON of Firecracker and seccompiler as each release compiles it: what it refuses, and its answers. Random files of
 * Firecracker since 1.11 are proved equal to libseccomp's filter for the rules that it is given.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "emit/in/in.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"
#include "tests/emit/scmp_filter.h"

enum { SEED = 20261201, FILES = 300, RULES = 5, TESTS = 3 };

#define CRATE(filter) "{\"t\": {\"mismatch_action\": \"trap\", \"match_action\": \"allow\", \"filter\": [" filter "]}}"
#define FILE_OF(filter) "{\"t\": {\"default_action\": \"trap\", \"filter_action\": \"allow\", \"filter\": [" filter "]}}"
#define RULE(call, more) "{\"syscall\": \"" call "\"" more "}"
#define ARG(index, type, op) "{\"index\": " index ", \"type\": \"" type "\", \"op\": " op ", \"val\": 5}"
#define TWO_COMMENTS ", \"comment\": \"a, \\\"b\", \"comment\" : \"\""
#define BOTH RULE("read", "") ", " RULE("read", ", \"args\": [" ARG("0", "qword", "\"eq\"") "]")
#define TWICE RULE("read", ", \"args\": [" ARG("0", "qword", "\"ge\"") ", " ARG("0", "qword", "\"ne\"") "]")

/* error: as it ends; inexact: whether it is. Else the answer to the number, on the file's arch. */
static const struct file_row {
	const char *file, *version;
	enum arch arch;
	uint32_t nr;
	uint64_t arg0;
	uint32_t ret;
	bool inexact;
	const char *error;
} rows[] = {
	/* numbers that no arch has */
	{ CRATE(RULE("read", "")), NULL, ARCH_X86_64, 0x80000000, 0, SECCOMP_RET_TRAP, false, NULL },
	{ FILE_OF(RULE("read", "")), "1.10.1", ARCH_X86_64, 0x80000000, 0, SECCOMP_RET_TRAP, false, NULL },
	{ FILE_OF(RULE("read", "")), "1.11.0", ARCH_X86_64, 0x80000000, 0, SECCOMP_RET_KILL_THREAD, false, NULL },
	{ FILE_OF(RULE("read", "")), NULL, ARCH_X86_64, 0xbfffffff, 0, SECCOMP_RET_KILL_THREAD, false, NULL },
	{ FILE_OF(RULE("read", "")), "1.11.0", ARCH_X86_64, 0xffffffff, 0, SECCOMP_RET_TRAP, false, NULL },
	{ FILE_OF(RULE("read", "")), "1.10", ARCH_X86_64, X32_BIT, 0, SECCOMP_RET_TRAP, false, NULL },
	{ FILE_OF(RULE("read", "")), "1.12", ARCH_X86_64, X32_BIT, 0, SECCOMP_RET_KILL_THREAD, false, NULL },
	{ FILE_OF(RULE("read", "")), "1.12", ARCH_ARM64, 0x80000000, 0, SECCOMP_RET_TRAP, false, NULL },
	/* null, and members that are not there */
	{ CRATE(RULE("read", ", \"args\": null, \"comment\": null")), NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ FILE_OF(RULE("read", ", \"args\": null")), NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ FILE_OF(RULE("read", ", \"args\": []")), NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ FILE_OF(RULE("read", ", \"args\": []")), "0.5.0", ARCH_X86_64, 0, 0, 0, false, "\"args\" is empty, which seccompiler refuses; leave it out" },
	{ CRATE(RULE("read", ", \"args\": [" ARG("0", "qword", "{\"ge\": null}") "]")), NULL, ARCH_X86_64, 0, 6, SECCOMP_RET_ALLOW, false, NULL },
	{ CRATE(RULE("read", ", \"args\": [{\"index\": 0, \"op\": \"eq\", \"val\": 5}]")), NULL, ARCH_X86_64, 0, 0, 0, false, "\"type\" is missing: dword or qword" },
	{ CRATE(RULE("read", ", \"args\": [{\"index\": 0, \"type\": \"dword\", \"op\": \"eq\"}]")), NULL, ARCH_X86_64, 0, 0, 0, false, "\"val\" is missing" },
	{ CRATE(RULE("read", ", \"args\": [{\"arg_index\": 0}]")), NULL, ARCH_X86_64, 0, 0, 0, false, "unknown member \"arg_index\"" },
	{ "{\"t\": {\"mismatch_action\": \"trap\", \"match_action\": \"allow\"}}", NULL, ARCH_X86_64, 0, 0, 0, false, "\"filter\" is missing" },
	{ "{\"t\": {\"mismatch_action\": {\"trap\": null}, \"match_action\": \"kill\", \"filter\": []}}", NULL, ARCH_X86_64, 0, 0, 0, false, "unknown action 'kill'" },
	{ "{\"t\": {\"mismatch_action\": \"trap\", \"default_action\": \"trap\", \"match_action\": \"allow\", \"filter\": []}}", NULL, ARCH_X86_64, 0, 0, 0, false,
	  "are the same member; leave one out" },
	{ "{\"t\": {\"mismatch_action\": {\"errno\": 65537}, \"match_action\": \"allow\", \"filter\": []}}", NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ERRNO | 1, false, NULL },
	{ "{\"t\": {\"default_action\": {\"errno\": 65537}, \"filter_action\": \"allow\", \"filter\": []}}", "1.12", ARCH_X86_64, 0, 0, 0, false,
	  "\"errno\" is too large: the maximum is 65535" },
	{ FILE_OF(RULE("read", TWO_COMMENTS)), "1.12", ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ FILE_OF(RULE("read", TWO_COMMENTS)), NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, true, NULL },
	{ FILE_OF(RULE("read", TWO_COMMENTS)), "1.10", ARCH_X86_64, 0, 0, 0, false, "a second comment in an object, which seccompiler and Firecracker" },
	{ CRATE(RULE("read", TWO_COMMENTS)), NULL, ARCH_X86_64, 0, 0, 0, false, "a second comment in an object, which seccompiler and Firecracker" },
	/* names, by arch and release */
	{ CRATE(RULE("umount", "")), NULL, ARCH_X86_64, 0, 0, 0, false, "seccompiler 0.5 refuses the file: it knows no call 'umount' of x86_64" },
	{ CRATE(RULE("open", "")), NULL, ARCH_ARM64, 0, 0, 0, false, "seccompiler 0.5 refuses the file: it knows no call 'open' of arm64" },
	{ CRATE(RULE("nosuchcall", "")), NULL, ARCH_X86_64, 0, 0, 0, false, "it knows no call 'nosuchcall' of x86_64" },
	{ CRATE(RULE("setxattrat", "")), NULL, ARCH_X86_64, 0, 0, 0, false, "it knows no call 'setxattrat' of x86_64" },
	{ CRATE(RULE("mseal", "")), "0.5.0", ARCH_X86_64, 462, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ CRATE(RULE("mseal", "")), NULL, ARCH_X86_64, 462, 0, SECCOMP_RET_ALLOW, true, NULL },
	{ CRATE(RULE("mseal", "")), "0.4.0", ARCH_X86_64, 0, 0, 0, false, "seccompiler before 0.5 refuses the file: it knows no call 'mseal' of x86_64" },
	{ CRATE(RULE("read", "")), "0.5.0", ARCH_RISCV64, 63, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ CRATE(RULE("read", "")), "0.4.0", ARCH_RISCV64, 0, 0, 0, false, "seccompiler before 0.5 compiles files for x86_64 arm64 only" },
	{ FILE_OF(RULE("umount", "") ", " RULE("read", "")), "1.12", ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ FILE_OF(RULE("umount", "") ", " RULE("read", "")), NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, true, NULL },
	{ FILE_OF(RULE("umount", "")), "1.10", ARCH_X86_64, 0, 0, 0, false, "Firecracker before 1.11 refuses the file: it knows no call 'umount' of x86_64" },
	/* rules of one call */
	{ FILE_OF(BOTH), "1.10", ARCH_X86_64, 0, 0, 0, false, "Firecracker before 1.11 refuses a rule without conditions beside another one of the call" },
	{ FILE_OF(BOTH), "1.12", ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, false, NULL },
	{ FILE_OF(BOTH), NULL, ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, true, NULL },
	{ FILE_OF(TWICE), "1.12", ARCH_X86_64, 0, 0, 0, false, "two tests of an argument, for which Firecracker since 1.11 refuses the file" },
	{ FILE_OF(TWICE), "1.10", ARCH_X86_64, 0, 5, SECCOMP_RET_TRAP, false, NULL },
	{ FILE_OF(TWICE), NULL, ARCH_X86_64, 0, 5, SECCOMP_RET_TRAP, true, NULL },
	/* words of 32 bits */
	{ FILE_OF(RULE("read", ", \"args\": [" ARG("0", "dword", "\"ne\"") "]")), "1.10", ARCH_X86_64, 0, 0x100000005, SECCOMP_RET_TRAP, false, NULL },
	{ FILE_OF(RULE("read", ", \"args\": [" ARG("0", "dword", "\"ne\"") "]") ", " RULE("dup", "")), "1.12", ARCH_X86_64, 0, 0x100000005, SECCOMP_RET_ALLOW, false, NULL },
	{ CRATE(RULE("read", "")), "1.12", ARCH_X86_64, 0, 0, 0, false, "so the file is not for Firecracker 1.12" },
	{ FILE_OF(RULE("read", "")), "2.0", ARCH_X86_64, 0, 0, SECCOMP_RET_ALLOW, true, NULL },
};

static bool has_words(const char *text, const char *words)
{
	return strstr(text, words) != NULL;
}

static void check_row(const struct file_row *row)
{
	AUTO_TEXT struct text notes = { 0 };
	AUTO_POLICY struct policy policy = { 0 };
	const struct in_options how = { .archs = ARCH_BIT(row->arch), .version = row->version };
	const struct seccomp_data data = { .arch = arch_info(row->arch)->audit, .nr = (int)row->nr, .args = { row->arg0 } };
	struct err err = { "" };

	int failed = in_read_bytes_for(&policy, in_recognise(row->file, strlen(row->file)), row->file, strlen(row->file), "file", &how, &notes, &err);
	if (failed != (row->error ? -1 : 0) || (failed && !has_words(err.text, row->error)))
		fail_msg("%s: '%s'", row->file, err.text);
	if (failed)
		return;
	if ((policy.inexact_count > 0) != row->inexact || verdict_ret(policy_eval(&policy, &data)) != row->ret)
		fail_msg("%s: 0x%x, %zu inexact (%s)", row->file, verdict_ret(policy_eval(&policy, &data)), policy.inexact_count,
		         policy.inexact_count ? policy.inexact[0].reason : "");
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		check_row(&rows[i]);
}

/* --- random files --- */

static const struct { const char *word; enum scmp_compare op; } ops[] = {
	{ "\"eq\"", SCMP_CMP_EQ }, { "\"ne\"", SCMP_CMP_NE }, { "\"lt\"", SCMP_CMP_LT }, { "\"le\"", SCMP_CMP_LE },
	{ "\"gt\"", SCMP_CMP_GT }, { "\"ge\"", SCMP_CMP_GE }, { "{\"masked_eq\": 6}", SCMP_CMP_MASKED_EQ },
};

static struct scmp_arg_cmp write_test(struct rng *rng, unsigned arg, struct text *out)
{
	size_t op = rng_chance(rng, 60) ? 0 : rng_below(rng, COUNT_OF(ops));
	bool narrow = rng_chance(rng, 50);
	uint64_t value = rng_below(rng, 8) | (uint64_t)rng_chance(rng, 20) << 32;

	text_format(out, "{\"index\": %u, \"type\": \"%s\", \"op\": %s, \"val\": %llu}", arg, narrow ? "dword" : "qword", ops[op].word,
	            (unsigned long long)value);
	if (ops[op].op == SCMP_CMP_MASKED_EQ)
		return (struct scmp_arg_cmp){ arg, SCMP_CMP_MASKED_EQ, 6, value };
	if (ops[op].op == SCMP_CMP_EQ && narrow)
		return (struct scmp_arg_cmp){ arg, SCMP_CMP_MASKED_EQ, UINT32_MAX, value };
	return (struct scmp_arg_cmp){ arg, ops[op].op, value, 0 };
}

static int write_rule(struct rng *rng, scmp_filter_ctx ctx, struct text *out)
{
	static const char *const names[] = { "fcntl", "mprotect", "dup" };
	const char *name = names[rng_below(rng, COUNT_OF(names))];
	struct scmp_arg_cmp tests[TESTS];
	unsigned count = 0;

	text_format(out, ", {\"syscall\": \"%s\", \"args\": [", name);
	for (unsigned arg = 0; arg < TESTS; arg++) {
		if (!rng_chance(rng, 50))
			continue;
		text_add(out, count ? ", " : "");
		tests[count++] = write_test(rng, arg, out);
	}
	text_add(out, "]}");
	return seccomp_rule_add_array(ctx, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(name), count, tests);
}

/* Whether both were compared: a file may be inexact, or refused. */
static bool compare(struct rng *rng)
{
	static const char begin[] = "{\"t\": {\"default_action\": {\"errno\": 1}, \"filter_action\": \"allow\", \"filter\": [{\"syscall\": \"getpid\"}";
	AUTO_TEXT struct text file = { 0 }, notes = { 0 }, call = { 0 };
	AUTO_FILTER struct filter theirs = { 0 };
	AUTO_POLICY struct policy policy = { 0 };
	struct proof proof = { .holds = true };
	struct err err = { "" };
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(1));
	int failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(getpid), 0);

	text_add(&file, begin);
	for (unsigned i = 1 + rng_below(rng, RULES); i && !failed; i--)
		failed = write_rule(rng, ctx, &file);
	text_add(&file, "]}}");
	if (in_read_bytes_for(&policy, in_recognise(file.at, file.length), file.at, file.length, "file", &(struct in_options){ .version = "1.14" },
	                      &notes, &err))
		fail_msg("%s\n%s", err.text, file.at);
	bool compared = !failed && !policy.inexact_count;
	if (compared) {
		assert_int_equal(scmp_filter(ctx, &theirs), 0);
		assert_int_equal(prove(&proof, (struct side){ .filter = &theirs }, (struct side){ .policy = &policy }, CLAIM_EQUAL, &err), 0);
	}
	seccomp_release(ctx);
	if (proof.holds)
		return compared;
	prove_call_text(&proof, &call);
	fail_msg("%s: libseccomp 0x%x, read 0x%x\n%s", call.at, proof.left, proof.right, file.at);
	return false;
}

static void test_libseccomp_agrees(void **state)
{
	struct rng rng = { .state = SEED };
	unsigned compared = 0;

	(void)state;
	alarm(120);
	seccomp_api_set(6);
	if (seccomp_arch_native() != SCMP_ARCH_X86_64)
		skip();
	for (unsigned i = 0; i < FILES; i++)
		compared += compare(&rng);
	print_message("# seed %d: %u files compared\n", SEED, compared);
	assert_true(compared > FILES / 3);
	alarm(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_libseccomp_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
