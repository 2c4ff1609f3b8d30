/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of dangers and of profiles: each row is about an argument that its
 * call has, can be a box, and is needed; and they agree with the plan.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/kernel/structs.h"
#include "core/libc/danger.h"
#include "core/libc/plan.h"
#include "core/libc/profile.h"

static bool has_argument(enum syscall_id id, enum role role)
{
	arch_each(arch, ARCH_ALL)
		if (syscall_exists(id, arch) && syscall_arg(id, arch, role) >= 0)
			return true;
	return deep_place(id, role) >= 0;
}

static void assert_condition(enum syscall_id id, const struct condition *when)
{
	if (when->role == ROLE__)
		return;
	if (!has_argument(id, when->role))
		fail_msg("%s has no argument '%s'", syscall_name(id), role_info(when->role)->name);
	if (when->values.negated || when->values.kind == VALUES_NONE || when->values.kind == VALUES_ANY)
		fail_msg("%s: the condition on '%s' is not a box", syscall_name(id), role_info(when->role)->name);
}

static void assert_use(const struct danger_use *use)
{
	for (size_t i = 0; i < DANGER_CONDITIONS; i++)
		assert_condition(use->call, &use->when[i]);
	assert_true(use->when[0].role != use->when[1].role || use->when[0].role == ROLE__);
}

static void rows_are_about_arguments_of_their_call(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < danger_count(); i++)
		assert_use(&danger_at(i)->use);
	for (size_t i = 0; i < danger_combination_count(); i++) {
		const struct danger_combination *pair = danger_combination_at(i);
		assert_int_not_equal(pair->first[0].call, CALL_UNKNOWN);
		for (size_t use = 0; use < DANGER_USES && pair->first[use].call != CALL_UNKNOWN; use++)
			assert_use(&pair->first[use]);
		for (size_t use = 0; use < DANGER_USES && pair->second[use].call != CALL_UNKNOWN; use++)
			assert_use(&pair->second[use]);
	}
}

static void each_class_has_a_dangerous_row_and_words(void **unused)
{
	bool used[DANGER_CLASSES] = {0};

	(void)unused;
	for (size_t i = 0; i < danger_count(); i++) {
		used[danger_at(i)->class] |= danger_at(i)->grave || danger_at(i)->class == DANGER_NETWORK;
		assert_true(strlen(danger_at(i)->what) > 5 && !strchr(danger_at(i)->what, '\n'));
	}
	for (int class = 0; class < DANGER_CLASSES; class++) {
		assert_true(used[class]);
		assert_true(*danger_class_name((enum danger_class)class) && *danger_class_what((enum danger_class)class));
	}
}

/* What the plan refuses on purpose has its reason here. */
static void the_plan_agrees(void **unused)
{
	static const enum syscall_id kept[] = { CALL_read, CALL_openat, CALL_execve, CALL_futex, CALL_exit_group };
	struct policy policy = {0};

	(void)unused;
	policy_defaults(&policy);
	policy.archs = ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386);
	for (int id = 0; id < CALL_COUNT; id++) {
		struct plan plan = plan_of(&policy, ARCH_X86_64, (enum syscall_id)id);
		if (plan.why == PLAN_ON_PURPOSE)
			assert_string_equal(plan.by, danger_of((enum syscall_id)id)->what);
		if (danger_of((enum syscall_id)id))
			assert_true(plan_withholds((enum syscall_id)id));
	}
	for (size_t i = 0; i < COUNT_OF(kept); i++)
		assert_false(plan_withholds(kept[i]));
	policy_free(&policy);
}

static void profiles_match_their_tools(void **unused)
{
	const arch_set here = ARCH_BIT(ARCH_X86_64);

	(void)unused;
	assert_true(profile_allows(PROFILE_DOCKER, CALL_ptrace) && !profile_allows(PROFILE_SYSTEMD, CALL_ptrace));
	assert_true(profile_allows(PROFILE_PODMAN, CALL_mount) && !profile_allows(PROFILE_DOCKER, CALL_mount));
	assert_false(profile_allows(PROFILE_CONTAINERD, CALL_clone3) || profile_allows(PROFILE_CONTAINERD, CALL_bpf));
	for (int profile = 0; profile < PROFILE_COUNT; profile++) {
		assert_true(profile_allows((enum profile_id)profile, CALL_read) && !profile_allows((enum profile_id)profile, CALL_init_module));
		assert_true(profile_calls((enum profile_id)profile, here) < profile_calls((enum profile_id)profile, here | ARCH_BIT(ARCH_I386)));
		assert_int_equal(profile_calls((enum profile_id)profile, 0), 0);
	}
	assert_int_equal(profile_calls(PROFILE_PODMAN, here), 311);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_about_arguments_of_their_call),
		cmocka_unit_test(each_class_has_a_dangerous_row_and_words),
		cmocka_unit_test(the_plan_agrees),
		cmocka_unit_test(profiles_match_their_tools),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
