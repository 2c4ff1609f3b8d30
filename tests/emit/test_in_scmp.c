/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A profile with everything that Docker and Podman write, compared with
 * libseccomp: the rules that a runtime on amd64 without capabilities passes to
 * it are listed here, and its filter answers like that of the policy read.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>

#include "core/base/file.h"
#include "emit/compile/compile.h"
#include "emit/in/in.h"
#include "tests/emit/sayable.h"
#include "tests/emit/scmp_filter.h"

enum { SEED = 20261124, CALLS = 200000 };

static const struct {
	const char *name;
	uint32_t action;
	unsigned tests;
	struct scmp_arg_cmp test[1];
} rules[] = {
	{ "read", SCMP_ACT_ALLOW, 0, { { 0 } } }, { "write", SCMP_ACT_ALLOW, 0, { { 0 } } },
	{ "exit_group", SCMP_ACT_ALLOW, 0, { { 0 } } }, { "close", SCMP_ACT_ALLOW, 0, { { 0 } } },
	{ "clock_gettime64", SCMP_ACT_ALLOW, 0, { { 0 } } }, { "uname", SCMP_ACT_ALLOW, 0, { { 0 } } },
	{ "process_vm_readv", SCMP_ACT_ALLOW, 0, { { 0 } } }, { "bdflush", SCMP_ACT_ERRNO(1), 0, { { 0 } } },
	{ "uselib", SCMP_ACT_ERRNO(1), 0, { { 0 } } }, { "ustat", SCMP_ACT_ERRNO(1), 0, { { 0 } } },
	{ "ioctl", SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_NE, 21523, 0 } } },
	{ "personality", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, 0, 0 } } },
	{ "personality", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, 131080, 0 } } },
	{ "personality", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_EQ, 4294967295u, 0 } } },
	{ "prctl", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_LT, 22, 0 } } },
	{ "prctl", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_GE, 40, 0 } } },
	{ "fcntl", SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, 1, 0 } } },
	{ "fcntl", SCMP_ACT_ALLOW, 1, { { 1, SCMP_CMP_EQ, 3, 0 } } },
	{ "mprotect", SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_MASKED_EQ, 18446744073709551612u, 0 } } },
	{ "arch_prctl", SCMP_ACT_ALLOW, 0, { { 0 } } },
	{ "clone", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_MASKED_EQ, 2114060288, 0 } } },
	{ "clone3", SCMP_ACT_ERRNO(1), 0, { { 0 } } },
	{ "socket", SCMP_ACT_ALLOW, 1, { { 2, SCMP_CMP_NE, 9, 0 } } },
	{ "socket", SCMP_ACT_ALLOW, 1, { { 0, SCMP_CMP_NE, 16, 0 } } },
};

static void build_theirs(struct filter *filter)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));

	assert_non_null(ctx);
	seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	assert_int_equal(seccomp_arch_add(ctx, SCMP_ARCH_X86_64), 0);
	assert_int_equal(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
	for (size_t i = 0; i < COUNT_OF(rules); i++) {
		int nr = seccomp_syscall_resolve_name(rules[i].name);
		if (nr == __NR_SCMP_ERROR)
			continue;
		assert_int_equal(seccomp_rule_add_array(ctx, rules[i].action, nr, rules[i].tests, rules[i].test), 0);
	}
	assert_int_equal(scmp_filter(ctx, filter), 0);
	seccomp_release(ctx);
}

static void read_ours(struct policy *policy)
{
	AUTO_TEXT struct text bytes = { 0 }, notes = { 0 };
	struct err err = { "" };

	*policy = (struct policy){ 0 };
	assert_int_equal(file_read("testdata/in/docker.json", &bytes, &err), 0);
	const struct in_dialect *dialect = in_recognise(bytes.at, bytes.length);
	assert_non_null(dialect);
	const struct in_options without = { .caps_known = true };
	if (in_read_bytes_for(policy, dialect, bytes.at, bytes.length, "docker.json", &without, &notes, &err))
		fail_msg("%s", err.text);
	assert_string_equal(notes.at, "s390x is left out: a filter cannot mix byte orders\n"
	                    "unknown archs are left out, and their calls killed: SCMP_ARCH_MIPS64 SCMP_ARCH_S390\n");
	assert_int_equal(policy->inexact_count, 0);
}

/* As the kernel reads them: int arguments have no bits above 32. */
static void narrow(struct seccomp_data *data, enum arch arch)
{
	int id = syscall_by_nr(arch, (uint32_t)data->nr);

	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (id == CALL_UNKNOWN || arch_info(arch)->bits == 32 ||
		    role_info(syscall_role((enum syscall_id)id, arch, i))->width == WIDTH_INT)
			data->args[i] = (uint32_t)data->args[i];
}

static void test_libseccomp_agrees(void **state)
{
	AUTO_FILTER struct filter theirs = { 0 }, ours = { 0 };
	struct rng rng = { .state = SEED };
	struct policy policy;
	struct err err = { "" };
	unsigned compared = 0;

	(void)state;
	seccomp_api_set(6);
	read_ours(&policy);
	policy_keep_archs(&policy, ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386));
	assert_int_equal(filter_compile(&ours, &policy, &err), 0);
	build_theirs(&theirs);
	for (unsigned i = 0; i < CALLS; i++) {
		struct seccomp_data data = random_input(&rng, &policy);
		int arch = arch_of_call(data.arch, (uint32_t)data.nr);
		if (arch < 0 || data.nr < 0 || !(policy.archs & ARCH_BIT(arch)))
			continue;
		narrow(&data, (enum arch)arch);
		if (filter_run(&ours, &data, NULL) != filter_run(&theirs, &data, NULL))
			sayable_print(&policy, &data, "");
		assert_int_equal(filter_run(&ours, &data, NULL), filter_run(&theirs, &data, NULL));
		compared++;
	}
	print_message("# seed %d: %u calls compared\n", SEED, compared);
	assert_true(compared > CALLS / 2);
	policy_free(&policy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_libseccomp_agrees),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
