/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The running kernel treats a filter as the policy and the interpreter do, and
 * accepts exactly the programs that filter_check accepts.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>
#include <sys/resource.h>

#include "emit/compile/compile.h"
#include "tests/emit/kernel.h"
#include "tests/emit/random.h"
#include "tests/emit/random_filter.h"
#include "tests/sample.h"

enum { SEED = 20261121, POLICIES = 300, INPUTS = 40, PROGRAMS = 20000, RUNS = 600 };

#ifdef __x86_64__

static const arch_set native[] = {
	ARCH_BIT(ARCH_X86_64),
	ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386),
	ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32),
	ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_X32),
	ARCH_BIT(ARCH_I386),
	ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_ARM64),
};

/* Filters do not see uretprobe (Linux 6.14, and stable kernels before it) and
 * uprobe (6.18): the kernel itself places them in a process. */
static bool goes_round_filters(const struct seccomp_data *data)
{
	return data->nr == 335 || data->nr == 336;
}

/* An input that this machine can test. */
static struct seccomp_data native_input(struct rng *rng, const struct policy *policy, bool i386)
{
	for (;;) {
		struct seccomp_data data = random_input(rng, policy);
		if (data.arch == AUDIT_ARCH_X86_64 && !goes_round_filters(&data))
			return data;
		if (data.arch != AUDIT_ARCH_I386 || !i386)
			continue;
		for (unsigned i = 0; i < SYSCALL_ARGS; i++)
			data.args[i] = (uint32_t)data.args[i];
		return data;
	}
}

static void print_outcome(const char *who, struct outcome o)
{
	static const char *const words[] = { "errno", "trap", "death" };
	print_error("%s: %s %d\n", who, words[o.kind], o.error);
}

static void expect(const struct outcome *got, uint32_t ret, const struct seccomp_data *data, const char *what)
{
	struct outcome want = outcome_of(ret);
	if (got->kind == want.kind && got->error == want.error)
		return;
	print_outcome(what, want);
	print_outcome("the kernel", *got);
	fail_msg("arch 0x%x nr 0x%x", data->arch, (uint32_t)data->nr);
}

/* Runs a batch, or skips the test if the kernel does not allow it. */
static void run_or_skip(const struct filter *filter, const struct seccomp_data *data, size_t count,
                        struct kernel_batch *batch)
{
	int trouble = kernel_run(filter, data, count, batch);
	if (!trouble)
		return;
	assert_int_not_equal(trouble, EINVAL);        /* the filter itself was refused */
	assert_int_not_equal(trouble, ECHILD);        /* the child ended unexpectedly */
	print_message("# SKIP cannot install a filter in a child here: %s\n", strerror(trouble));
	skip();
}

static void run_policy(struct rng *rng, const struct policy *policy, bool i386, struct kernel_batch *batch)
{
	AUTO_FILTER struct filter filter = { 0 };
	struct seccomp_data data[INPUTS];
	struct err err = { "" };

	assert_int_equal(filter_compile(&filter, policy, &err), 0);
	for (unsigned i = 0; i < INPUTS; i++)
		data[i] = native_input(rng, policy, i386);
	run_or_skip(&filter, data, INPUTS, batch);
	for (unsigned i = 0; i < INPUTS; i++)
		expect(&batch->outcome[i], verdict_ret(policy_eval(policy, &data[i])), &data[i], "the policy");
}

static void test_policies(void **state)
{
	struct rng rng = { .state = SEED, .whole = true };
	struct kernel_batch *batch = kernel_batch_new();
	bool i386 = kernel_has_i386();
	unsigned policies = sample_of(POLICIES);

	(void)state;
	print_message("# seed %d: %u policies, %d inputs each%s\n", SEED, policies, INPUTS,
	              i386 ? "" : "; SKIP i386: int 0x80 does not work here");
	for (unsigned i = 0; i < policies; i++) {
		struct policy policy;
		arch_set archs = native[rng_below(&rng, i386 ? COUNT_OF(native) : 1)];
		random_policy_of(&rng, &policy, archs, i % 50 ? rng_below(&rng, 12) : 150);
		run_policy(&rng, &policy, i386, batch);
		policy_free(&policy);
	}
	munmap(batch, sizeof(*batch));
}

static bool looks_at_ip(const struct sock_filter *insn, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (insn[i].code == (BPF_LD | BPF_W | BPF_ABS) && (insn[i].k == 8 || insn[i].k == 12))
			return true;
	return false;
}

/* A program that filter_check accepts. Half of them end with an errno that
 * exposes twelve bits of their result. */
static size_t accepted_program(struct rng *rng, struct sock_filter *insn, size_t most)
{
	for (;;) {
		size_t length = random_filter(rng, insn, most - 3);
		struct err err;
		if (rng_chance(rng, 50)) {
			length--;
			insn[length++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, rng_below(rng, 32));
			insn[length++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff);
			insn[length++] = (struct sock_filter)BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO);
			insn[length++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_A, 0);
		}
		struct filter filter = { insn, length };
		if (!looks_at_ip(insn, length) && !filter_check(&filter, &err))
			return length;
	}
}

static void test_machine_runs_as_kernel(void **state)
{
	struct rng rng = { .state = SEED + 1, .whole = true };
	struct policy policy = { .archs = ARCH_BIT(ARCH_X86_64) };
	struct kernel_batch *batch = kernel_batch_new();

	(void)state;
	for (unsigned i = 0; i < sample_of(RUNS); i++) {
		struct sock_filter insn[32];
		struct filter filter = { insn, accepted_program(&rng, insn, COUNT_OF(insn)) };
		struct seccomp_data data[4];
		for (size_t n = 0; n < COUNT_OF(data); n++)
			data[n] = native_input(&rng, &policy, false);
		run_or_skip(&filter, data, COUNT_OF(data), batch);
		for (size_t n = 0; n < COUNT_OF(data); n++)
			expect(&batch->outcome[n], filter_run(&filter, &data[n], NULL), &data[n], "the machine");
	}
	munmap(batch, sizeof(*batch));
}

/* Whether the kernel would accept a program, without loading it: with no
 * descriptor available, requesting a listener fails after the check. */
static long kernel_verdict(const struct filter *filter)
{
	return -kernel_install(filter->insn, filter->length, SECCOMP_FILTER_FLAG_NEW_LISTENER);
}

struct judged {
	long trouble;
	unsigned accepted, refused, differ;
	struct sock_filter first[48];         /* on which the kernel and filter_check disagree */
	size_t first_length;
};

static size_t hostile_program(struct rng *rng, const struct filter *compiled, struct sock_filter *insn, size_t most)
{
	if (rng_chance(rng, 50) || compiled->length > most)
		return random_filter(rng, insn, rng_chance(rng, 50) ? 6 : most);
	struct filter copy = { insn, compiled->length };
	memcpy(insn, compiled->insn, compiled->length * sizeof(*insn));
	for (unsigned i = 0, n = 1 + rng_below(rng, 2); i < n; i++)
		mutate_filter(rng, &copy);
	return copy.length;
}

static void judge(struct rng *rng, const struct filter *compiled, struct judged *judged)
{
	struct sock_filter insn[COUNT_OF(judged->first)];
	struct filter filter = { insn, hostile_program(rng, compiled, insn, COUNT_OF(insn)) };
	struct err err;
	bool ours = !filter_check(&filter, &err);
	bool kernels = kernel_verdict(&filter) == EMFILE;

	judged->accepted += kernels;
	judged->refused += !kernels;
	if (ours == kernels || judged->differ++)
		return;
	memcpy(judged->first, insn, filter.length * sizeof(*insn));
	judged->first_length = filter.length;
}

static void judge_all(struct judged *judged)
{
	static const struct sock_filter good = BPF_STMT(BPF_RET | BPF_K, 0);
	struct rng rng = { .state = SEED + 2, .whole = true };
	struct err err;

	kernel_quiet_child();
	setrlimit(RLIMIT_NOFILE, &(struct rlimit){ 0, 0 });
	judged->trouble = kernel_verdict(&(struct filter){ (struct sock_filter *)&good, 1 });
	for (unsigned i = 0; judged->trouble == EMFILE && i < sample_of(PROGRAMS); i++) {
		AUTO_FILTER struct filter compiled = { 0 };
		struct policy policy;
		random_policy_of(&rng, &policy, native[1], 2);
		if (!filter_compile(&compiled, &policy, &err))
			judge(&rng, &compiled, judged);
		policy_free(&policy);
	}
	kernel_die();
}

static void test_check_agrees_with_kernel(void **state)
{
	struct judged *judged = mmap(NULL, sizeof(*judged), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t child = fork();

	(void)state;
	if (!child)
		judge_all(judged);
	assert_int_equal(kernel_wait(child), SIGILL);
	if (judged->trouble != EMFILE) {
		print_message("# SKIP the kernel has no seccomp listeners: %s\n", strerror((int)judged->trouble));
		skip();
	}
	print_message("# seed %d: %u programs accepted, %u refused\n", SEED + 2, judged->accepted, judged->refused);
	for (size_t i = 0; i < judged->first_length; i++)
		print_error("{ 0x%02x, %u, %u, 0x%x },\n", judged->first[i].code, judged->first[i].jt,
		            judged->first[i].jf, judged->first[i].k);
	assert_int_equal(judged->differ, 0);
	assert_true(judged->accepted > sample_of(PROGRAMS) / 5 && judged->refused > sample_of(PROGRAMS) / 5);
	munmap(judged, sizeof(*judged));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_machine_runs_as_kernel),
		cmocka_unit_test(test_check_agrees_with_kernel),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#else

static void test_none(void **state)
{
	(void)state;
	print_message("# SKIP direct calls need x86_64\n");
	skip();
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_none) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}

#endif
