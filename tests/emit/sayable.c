/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy is kept to what formats can express; their filters may differ from
 * seccord's only where no program can see it.
 */
#include "tests/emit/sayable.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { INPUTS = 300 };

static bool is_multiplexed(const char *name)
{
	int nr = seccomp_syscall_resolve_name_arch(SCMP_ARCH_X86, name);
	return nr <= -100 && nr > -300;
}

/* libseccomp 2.5.4 uses one number for switch_endian and sys_debug_setcontext on archs that have neither.
 * */
static bool is_mistaken(const char *name)
{
	char *known = seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, seccomp_syscall_resolve_name(name));
	bool mistaken = known && strcmp(known, name) != 0;

	free(known);
	return mistaken;
}

/* Calls known to libseccomp by the same number. Those also reachable through
 * socketcall and ipc are treated differently. */
static bool is_comparable(const struct policy *policy, enum syscall_id id)
{
	const char *name = syscall_name(id);

	if (is_multiplexed(name) || is_mistaken(name) || id == CALL_socketcall || id == CALL_ipc)
		return false;
	arch_each(arch, policy->archs) {
		char lower[32] = "";
		snprintf(lower, sizeof(lower), "%s", arch_info(arch)->scmp + strlen("SCMP_ARCH_"));
		for (char *c = lower; *c; c++)
			*c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 'a' - 'A' : *c);
		int nr = seccomp_syscall_resolve_name_arch(seccomp_arch_resolve_name(lower), name);
		int64_t ours = syscall_nr(id, arch);
		if (ours < 0 ? nr >= 0 : nr != ours)
			return false;
	}
	return true;
}

static bool stands_already(const struct policy *policy, const struct rule *rule)
{
	for (size_t i = 0; i < policy->rule_count; i++)
		if (&policy->rules[i] != rule && policy->rules[i].id == rule->id)
			return true;
	return false;
}

static arch_set archs_with(const struct policy *policy, enum syscall_id id)
{
	arch_set archs = 0;
	arch_each(arch, policy->archs)
		if (syscall_exists(id, arch))
			archs |= ARCH_BIT(arch);
	return archs;
}

/* libseccomp 2.5.4 does not load the number for an arch with a single call. */
static void add_plain_rules(struct policy *policy)
{
	static const enum syscall_id ids[] = { CALL_close, CALL_exit_group, CALL_read, CALL_write };
	struct verdict verdict = { policy->otherwise.action == ACTION_ALLOW ? ACTION_LOG : ACTION_ALLOW, 0 };

	for (size_t i = 0; i < COUNT_OF(ids); i++)
		*policy_add(policy) = (struct rule){ .id = ids[i], .archs = policy->archs, .verdict = verdict };
}

void sayable_policy(struct rng *rng, struct policy *policy, arch_set archs)
{
	random_policy_of(rng, policy, archs, 0);
	policy->newer = policy->otherwise;
	policy->foreign = (struct verdict){ ACTION_KILL, 0 };
	add_plain_rules(policy);
	for (unsigned i = 0, n = 1 + rng_below(rng, 8); i < n; i++) {
		random_rule(rng, policy);
		struct rule *rule = &policy->rules[policy->rule_count - 1];
		if (rule->id == CALL_UNKNOWN || stands_already(policy, rule) || !is_comparable(policy, rule->id))
			policy->rule_count--;
		else
			rule->archs = archs_with(policy, rule->id);
	}
	policy_sort(policy);
}

void sayable_print(const struct policy *policy, const struct seccomp_data *data, const char *said)
{
	AUTO_TEXT struct text text = { 0 };
	policy_write(policy, &text);
	fprintf(stderr, "%s\n%s\narch 0x%x nr 0x%x args", text.at, said, data->arch, (uint32_t)data->nr);
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		fprintf(stderr, " 0x%llx", (unsigned long long)data->args[i]);
	fprintf(stderr, "\n");
}

/* Arguments have at most 32 bits on 32-bit archs. */
static struct seccomp_data as_that_arch_makes_it(struct seccomp_data data)
{
	int arch = arch_of_call(data.arch, (uint32_t)data.nr);
	for (unsigned i = 0; i < SYSCALL_ARGS && arch >= 0 && arch_info((enum arch)arch)->bits == 32; i++)
		data.args[i] = (uint32_t)data.args[i];
	return data;
}

/* Some tools kill a thread where the policy kills the process. */
static uint32_t kill_is_kill(uint32_t ret)
{
	return ret == SECCOMP_RET_KILL_THREAD ? SECCOMP_RET_KILL_PROCESS : ret;
}

void sayable_compare(struct rng *rng, const struct policy *policy, const char *said, const struct filter *theirs)
{
	AUTO_FILTER struct filter ours = { 0 };
	struct err err = { "" };

	assert_int_equal(filter_compile(&ours, policy, &err), 0);
	for (unsigned i = 0; i < INPUTS; i++) {
		struct seccomp_data data = as_that_arch_makes_it(random_input(rng, policy));
		if (data.nr < 0)              /* not a call; libseccomp counts some as x32's */
			continue;
		uint32_t want = kill_is_kill(filter_run(&ours, &data, NULL));
		uint32_t got = kill_is_kill(filter_run(theirs, &data, NULL));
		if (want != got)
			sayable_print(policy, &data, said);
		assert_int_equal(got, want);
	}
}
