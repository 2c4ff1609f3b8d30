/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OCI profiles for archs with socketcall and ipc, as libseccomp compiles them:
 * each command alone, and random rules with conditions. libseccomp's filter is
 * proved equal to the policy read, not sampled. Inexact results are not
 * compared, but must be rare. Units are compared in the same way, as systemd
 * gives their lists to libseccomp.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "core/libc/equivalence.h"
#include "emit/in/in.h"
#include "emit/proof/prove.h"
#include "tests/emit/random.h"
#include "tests/emit/scmp_filter.h"

enum { SEED = 20261129, PROFILES = 600, RULES = 6 };

static const struct { const char *archs; uint32_t scmp[3]; enum arch host; } machines[] = {
	{ "\"SCMP_ARCH_X86\"", { SCMP_ARCH_X86 }, ARCH_I386 },
	{ "\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\"", { SCMP_ARCH_X86_64, SCMP_ARCH_X86 }, ARCH_X86_64 },
	{ "\"SCMP_ARCH_X86_64\", \"SCMP_ARCH_X86\", \"SCMP_ARCH_X32\"", { SCMP_ARCH_X86_64, SCMP_ARCH_X86, SCMP_ARCH_X32 }, ARCH_X86_64 },
	{ "\"SCMP_ARCH_PPC64LE\"", { SCMP_ARCH_PPC64LE }, ARCH_PPC64LE },
	{ "\"SCMP_ARCH_MIPSEL\"", { SCMP_ARCH_MIPSEL }, ARCH_MIPSEL },
	{ "\"SCMP_ARCH_S390X\"", { SCMP_ARCH_S390X }, ARCH_S390X },
};

static const struct { const char *name; enum scmp_compare op; } ops[] = {
	{ "SCMP_CMP_EQ", SCMP_CMP_EQ }, { "SCMP_CMP_NE", SCMP_CMP_NE }, { "SCMP_CMP_LT", SCMP_CMP_LT }, { "SCMP_CMP_LE", SCMP_CMP_LE },
	{ "SCMP_CMP_GT", SCMP_CMP_GT }, { "SCMP_CMP_GE", SCMP_CMP_GE }, { "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
};

static const struct { const char *name; uint32_t scmp; } actions[] = {
	{ "\"SCMP_ACT_ALLOW\"", SCMP_ACT_ALLOW }, { "\"SCMP_ACT_TRAP\"", SCMP_ACT_TRAP },
	{ "\"SCMP_ACT_ERRNO\", \"errnoRet\": 38", SCMP_ACT_ERRNO(38) },
};

struct wanted {                               /* a rule, for both sides */
	const char *name;
	size_t action;
	unsigned tests;
	struct scmp_arg_cmp test[3];
	size_t op[3];
};

/* False if libseccomp rejects a rule, and so a runtime the profile. */
static bool build(struct filter *filter, size_t machine, const struct wanted *rules, size_t count)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(1));
	bool added = true;

	assert_non_null(ctx);
	seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE);
	for (size_t i = 0; i < 3 && machines[machine].scmp[i]; i++)
		assert_int_equal(seccomp_arch_add(ctx, machines[machine].scmp[i]), 0);
	for (size_t i = 0; i < count && added; i++) {
		int nr = seccomp_syscall_resolve_name(rules[i].name);
		int failed = seccomp_rule_add_array(ctx, actions[rules[i].action].scmp, nr, rules[i].tests, rules[i].test);
		assert_true(!failed || failed == -EEXIST);
		added = !failed;
	}
	if (added)
		assert_int_equal(scmp_filter(ctx, filter), 0);
	seccomp_release(ctx);
	return added;
}

static void write_rule(const struct wanted *rule, struct text *out)
{
	text_format(out, "{\"names\": [\"%s\"], \"action\": %s, \"args\": [", rule->name, actions[rule->action].name);
	for (unsigned i = 0; i < rule->tests; i++)
		text_format(out, "%s{\"index\": %u, \"op\": \"%s\", \"value\": %llu, \"valueTwo\": %llu}", i ? ", " : "", rule->test[i].arg,
		            ops[rule->op[i]].name, (unsigned long long)rule->test[i].datum_a, (unsigned long long)rule->test[i].datum_b);
	text_add(out, "]}");
}

static void write_profile(size_t machine, const struct wanted *rules, size_t count, struct text *out)
{
	text_format(out, "{\"defaultAction\": \"SCMP_ACT_ERRNO\", \"architectures\": [%s], \"syscalls\": [", machines[machine].archs);
	for (size_t i = 0; i < count; i++) {
		text_add(out, i ? ", " : "");
		write_rule(&rules[i], out);
	}
	text_add(out, "]}");
}

enum likeness { SAME, REFUSED, INEXACT };

static enum likeness compare(size_t machine, const struct wanted *rules, size_t count)
{
	AUTO_FILTER struct filter filter = { 0 };
	AUTO_POLICY struct policy policy = { 0 };
	AUTO_TEXT struct text file = { 0 }, notes = { 0 }, call = { 0 };
	struct proof proof;
	struct err err = { "" };

	write_profile(machine, rules, count, &file);
	if (in_read_bytes_for(&policy, in_recognise(file.at, file.length), file.at, file.length, "file",
	                      &(struct in_options){ .archs = ARCH_BIT(machines[machine].host) }, &notes, &err))
		fail_msg("%s\n%s", err.text, file.at);
	if (policy.inexact_count)
		return INEXACT;
	if (!build(&filter, machine, rules, count))
		return REFUSED;
	if (prove(&proof, (struct side){ .filter = &filter }, (struct side){ .policy = &policy }, CLAIM_EQUAL, &err))
		fail_msg("%s\n%s", err.text, file.at);
	if (!proof.holds) {
		prove_call_text(&proof, &call);
		fail_msg("%s: libseccomp 0x%x, read 0x%x\n%s", call.at, proof.left, proof.right, file.at);
	}
	return SAME;
}

/* The first rule avoids a bug: with only a socketcall command, libseccomp's filter never loads the number. */
static const struct wanted number_loader = { .name = "getpid" };

static void test_each_call(void **state)
{
	(void)state;
	for (size_t machine = 0; machine < COUNT_OF(machines); machine++)
		for (size_t i = 0; i < multiplexed_count(); i++) {
			struct wanted rules[2] = { number_loader, { .name = syscall_name(multiplexed_at(i)->direct), .action = 2 } };
			assert_int_equal(compare(machine, rules, 2), SAME);
		}
}

static void random_test(struct rng *rng, struct wanted *rule, unsigned arg)
{
	size_t op = rng_chance(rng, 70) ? rng_below(rng, 2) : rng_below(rng, COUNT_OF(ops));
	uint64_t a = rng_chance(rng, 70) ? rng_below(rng, 12) : random_value(rng), b = rng_below(rng, 4);

	rule->op[rule->tests] = op;
	rule->test[rule->tests++] = (struct scmp_arg_cmp){ arg, ops[op].op, a, ops[op].op == SCMP_CMP_MASKED_EQ ? b & a : b };
}

static struct wanted random_wanted(struct rng *rng)
{
	static const char *const names[] = { "read", "socketcall", "ipc", "semtimedop_time64", "recvmmsg_time64" };
	const struct multiplexed *m = multiplexed_at(rng_below(rng, (unsigned)multiplexed_count()));
	struct wanted rule = { .name = rng_chance(rng, 80) ? syscall_name(m->direct) : names[rng_below(rng, COUNT_OF(names))] };

	rule.action = rng_chance(rng, 75) ? 0 : rng_below(rng, COUNT_OF(actions));
	for (unsigned arg = 0; arg < 6 && rule.tests < 3; arg++)
		if (rng_chance(rng, 20))
			random_test(rng, &rule, arg);
	return rule;
}

static void test_random_profiles(void **state)
{
	struct rng rng = { .state = SEED };
	unsigned outcomes[3] = { 0 };

	(void)state;
	for (unsigned i = 0; i < PROFILES; i++) {
		struct wanted rules[RULES + 1] = { number_loader };
		size_t count = 2 + rng_below(&rng, RULES);
		for (size_t k = 1; k < count; k++)
			rules[k] = random_wanted(&rng);
		outcomes[compare(i % COUNT_OF(machines), rules, count)]++;
	}
	print_message("# seed %d: %u profiles proved, %u that libseccomp refuses, %u inexact\n", SEED, outcomes[SAME],
	              outcomes[REFUSED], outcomes[INEXACT]);
	assert_true(outcomes[SAME] > PROFILES / 2);
}

/* What systemd asks of libseccomp, for i386, for "SystemCallFilter=~getpid:EIO CALL:EIO MULTIPLEXER:EACCES", or without the last. */
static void build_unit(struct filter *filter, const char *call, const char *multiplexer)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	assert_non_null(ctx);
	assert_int_equal(seccomp_arch_remove(ctx, SCMP_ARCH_NATIVE), 0);
	assert_int_equal(seccomp_arch_add(ctx, SCMP_ARCH_X86), 0);
	assert_int_equal(seccomp_rule_add_exact(ctx, SCMP_ACT_ERRNO(EIO), SCMP_SYS(getpid), 0), 0);
	if (multiplexer)
		assert_int_equal(seccomp_rule_add_exact(ctx, SCMP_ACT_ERRNO(EACCES), seccomp_syscall_resolve_name(multiplexer), 0), 0);
	assert_int_equal(seccomp_rule_add_exact(ctx, SCMP_ACT_ERRNO(EIO), seccomp_syscall_resolve_name(call), 0), 0);
	assert_int_equal(scmp_filter(ctx, filter), 0);
	seccomp_release(ctx);
}

static void compare_unit(const struct multiplexed *m, bool both)
{
	AUTO_FILTER struct filter filter = { 0 };
	AUTO_POLICY struct policy policy = { 0 };
	AUTO_TEXT struct text file = { 0 }, notes = { 0 }, call = { 0 };
	struct proof proof;
	struct err err = { "" };

	text_format(&file, "SystemCallArchitectures=native x86\nSystemCallFilter=~getpid:EIO %s:EIO", syscall_name(m->direct));
	text_format(&file, both ? " %s:EACCES\n" : "\n", syscall_name(m->multiplexer));
	if (in_read_bytes(&policy, in_recognise(file.at, file.length), file.at, file.length, "file", &notes, &err))
		fail_msg("%s\n%s", err.text, file.at);
	assert_int_equal(policy.inexact_count, 0);
	policy_keep_archs(&policy, ARCH_BIT(ARCH_I386));
	build_unit(&filter, syscall_name(m->direct), both ? syscall_name(m->multiplexer) : NULL);
	assert_int_equal(prove(&proof, (struct side){ .filter = &filter }, (struct side){ .policy = &policy }, CLAIM_EQUAL, &err), 0);
	prove_call_text(&proof, &call);
	if (!proof.holds)
		fail_msg("%s: libseccomp 0x%x, read 0x%x\n%s", call.at, proof.left, proof.right, file.at);
}

static void test_units(void **state)
{
	(void)state;
	for (size_t i = 0; i < multiplexed_count(); i++)
		for (int both = 0; both < 2; both++)
			compare_unit(multiplexed_at(i), both);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_call),
		cmocka_unit_test(test_random_profiles),
		cmocka_unit_test(test_units),
	};

	seccomp_api_set(6);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
