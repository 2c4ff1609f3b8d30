/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other fact tables: each is complete, and consistent with itself and with
 * the others.
 */
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "core/libc/equivalence.h"
#include "core/libc/operation_group.h"
#include "core/libc/implied.h"
#include "core/base/mem.h"
#include "core/kernel/structs.h"
#include "core/kernel/syscall.h"
#include "core/libc/vdso.h"

#define FOR_EACH_CALL(id) for (enum syscall_id id = (enum syscall_id)0; (int)id < (int)CALL_COUNT; id = (enum syscall_id)(id + 1))

/* Signatures. */

static void every_call_has_a_signature(void **unused)
{
	bool used[CATEGORY_COUNT] = {0};

	(void)unused;
	FOR_EACH_CALL(id) {
		if (syscall_category(id) == CATEGORY_NONE)
			fail_msg("%s is in no category", syscall_name(id));
		used[syscall_category(id)] = true;
	}
	for (int category = CATEGORY_NONE + 1; category < CATEGORY_COUNT; category++) {
		assert_true(used[category]);
		assert_int_equal(category_by_name(category_name((enum category)category)), category);
		assert_true(*category_help((enum category)category));
	}
}

static void assert_arguments_in_order(enum syscall_id id, enum arch arch)
{
	unsigned count = 0;

	while (count < SYSCALL_ARGS && syscall_role(id, arch, count) != ROLE__)
		count++;
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		enum role role = syscall_role(id, arch, arg);
		if ((role != ROLE__) != (arg < count))
			fail_msg("%s has a gap in its arguments", syscall_name(id));
		if (role_is_filterable(role) && syscall_arg(id, arch, role) != (int)arg)
			fail_msg("%s has two arguments of one role: %s", syscall_name(id), role_info(role)->name);
	}
}

static void roles_are_recorded_separately(void **unused)
{
	(void)unused;
	arch_each(arch, ARCH_ALL)
		FOR_EACH_CALL(id)
			assert_arguments_in_order(id, arch);
	assert_int_equal(syscall_role(CALL_UNKNOWN, ARCH_X86_64, 0), ROLE__);
	assert_int_equal(syscall_role(CALL_read, ARCH_X86_64, SYSCALL_ARGS), ROLE__);
	assert_int_equal(syscall_arg(CALL_getpid, ARCH_X86_64, ROLE__), -1);
}

static bool is_used(enum role role)
{
	FOR_EACH_CALL(id)
		if (syscall_arg(id, ARCH_X86_64, role) >= 0 || deep_place(id, role) >= 0)
			return true;
	return role == ROLE__;
}

static void roles_are_used_and_named(void **unused)
{
	(void)unused;
	for (int i = 0; i < ROLE_COUNT; i++) {
		enum role role = (enum role)i;
		assert_true(is_used(role));
		assert_int_equal(role_by_name(role_info(role)->name), role);
		assert_true(!role_info(role)->selector || role_is_filterable(role));
	}
	assert_int_equal(role_by_name("nonsense"), -1);
}

static void arguments_have_the_positions_of_the_arch(void **unused)
{
	static const struct {
		enum arch arch;
		enum syscall_id id;
		enum role role;
		int arg;
	} rows[] = {
		{ ARCH_X86_64,  CALL_socket,             ROLE_domain,      0 },
		{ ARCH_X86_64,  CALL_socket,             ROLE_socktype,    1 },
		{ ARCH_X86_64,  CALL_ioctl,              ROLE_ioctl_cmd,   1 },
		{ ARCH_I386,    CALL_fcntl64,            ROLE_fcntl_cmd,   1 },
		{ ARCH_I386,    CALL_socketcall,         ROLE_sockcall,    0 },
		{ ARCH_S390X,   CALL_ipc,                ROLE_ipccall,     0 },
		{ ARCH_X86_64,  CALL_clone,              ROLE_clone_flags, 0 },
		{ ARCH_I386,    CALL_clone,              ROLE_clone_flags, 0 },
		{ ARCH_S390X,   CALL_clone,              ROLE_clone_flags, 1 },
		{ ARCH_X86_64,  CALL_clone3,             ROLE_clone_flags, -1 },
		{ ARCH_X86_64,  CALL_mmap,               ROLE_prot,        2 },
		{ ARCH_I386,    CALL_mmap,               ROLE_prot,        -1 },
		{ ARCH_I386,    CALL_mmap2,              ROLE_prot,        2 },
		{ ARCH_S390X,   CALL_mmap,               ROLE_prot,        -1 },
		{ ARCH_X86_64,  CALL_open,               ROLE_oflags,      1 },
		{ ARCH_X86_64,  CALL_openat,             ROLE_oflags,      2 },
		{ ARCH_X86_64,  CALL_openat2,            ROLE_oflags,      -1 },
		{ ARCH_X86_64,  CALL_fadvise64,          ROLE_advice,      3 },
		{ ARCH_I386,    CALL_fadvise64,          ROLE_advice,      4 },
		{ ARCH_I386,    CALL_fadvise64_64,       ROLE_advice,      5 },
		{ ARCH_ARM,     CALL_arm_fadvise64_64,   ROLE_advice,      1 },
		{ ARCH_X86_64,  CALL_sync_file_range,    ROLE_sync_flags,  3 },
		{ ARCH_I386,    CALL_sync_file_range,    ROLE_sync_flags,  5 },
		{ ARCH_ARM,     CALL_sync_file_range2,   ROLE_sync_flags,  1 },
		{ ARCH_X86_64,  CALL_preadv2,            ROLE_rw_flags,    5 },
		{ ARCH_I386,    CALL_preadv2,            ROLE_rw_flags,    5 },
		{ ARCH_X32,     CALL_preadv2,            ROLE_rw_flags,    4 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (syscall_arg(rows[i].id, rows[i].arch, rows[i].role) != rows[i].arg)
			fail_msg("%s %s %s", arch_info(rows[i].arch)->name, syscall_name(rows[i].id), role_info(rows[i].role)->name);
}

static void masks_are_as_wide_as_the_kernel_reads(void **unused)
{
	static const struct {
		enum role role;
		enum arch arch;
		uint64_t mask;
	} rows[] = {
		{ ROLE_domain,      ARCH_X86_64, 0xffffffff },
		{ ROLE_socktype,    ARCH_X86_64, 0xfff7f7ff },
		{ ROLE_clone_flags, ARCH_X86_64, 0xffffff00 },
		{ ROLE_ipccall,     ARCH_I386,   0x0000ffff },
		{ ROLE_mode,        ARCH_ARM64,  0x0000ffff },
		{ ROLE_prot,        ARCH_X86_64, UINT64_MAX },
		{ ROLE_prot,        ARCH_X32,    UINT64_MAX },
		{ ROLE_prot,        ARCH_I386,   0xffffffff },
		{ ROLE_prot,        ARCH_S390X,  UINT64_MAX },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(role_mask(rows[i].role, rows[i].arch), rows[i].mask);
}

/* Equivalences. */

static unsigned members(const struct equivalence *set)
{
	unsigned count = 0;

	while (count < EQUIVALENCE_MEMBERS && set->member[count] != CALL_UNKNOWN)
		count++;
	return count;
}

static void sets_are_well_formed(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < equivalence_count(); i++) {
		const struct equivalence *set = equivalence_at(i);
		assert_true(members(set) >= 2 && *set->what && strchr(set->name, '.'));
		for (unsigned m = 0; m < members(set); m++)
			for (unsigned n = 0; n < m; n++)
				assert_int_not_equal(set->member[m], set->member[n]);
		for (size_t j = 0; j < i; j++)
			if (!set->toward)
				assert_string_not_equal(set->name, equivalence_at(j)->name);
	}
}

static bool has_twin(int id)
{
	for (size_t i = 0; i < equivalence_count(); i++) {
		const struct equivalence *set = equivalence_at(i);
		bool is_pair = equivalence_matches(set->name, "t64") && set->level == LEVEL_LIBC && members(set) == 2;
		if (is_pair && (int)set->member[1] == id && syscall_exists(set->member[0], ARCH_I386))
			return true;
	}
	return id == CALL_semtimedop_time64;  /* its twin on i386 is a command of ipc */
}

static void all_64_bit_time_calls_have_a_32_bit_equivalent(void **unused)
{
	(void)unused;
	for (uint32_t nr = 403; nr <= 423; nr++) {
		int id = syscall_by_nr(ARCH_I386, nr);
		assert_true((nr == 415) == (id == CALL_UNKNOWN));
		if (id != CALL_UNKNOWN && !has_twin(id))
			fail_msg("%s has no twin", syscall_name((enum syscall_id)id));
	}
}

static const struct equivalence *set_named(const char *name)
{
	for (size_t i = 0; i < equivalence_count(); i++)
		if (!strcmp(equivalence_at(i)->name, name))
			return equivalence_at(i);
	fail_msg("no set %s", name);
	return NULL;
}

static void sets_that_add_power_are_opt_in(void **unused)
{
	static const struct { const char *name; bool standard; } rows[] = {
		{ "t64.clock_gettime",  true },  { "uid32.setuid", true },  { "at.open", true },     { "rev.clone", true },
		{ "rev.raise",          true },  { "rev.kill",     false }, { "rev.nice", false },   { "rev.madvise", false },
		{ "rev.mount-old-new",  false }, { "rev.module",   false }, { "rev.kexec", false },  { "at.file_attr", false },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(set_named(rows[i].name)->level != LEVEL_ASK, rows[i].standard);
}

static void sets_are_named_by_family_too(void **unused)
{
	static const struct { const char *name, *pattern; bool matches; } rows[] = {
		{ "t64.futex",  "t64.futex", true },  { "t64.futex",  "t64",     true },
		{ "t64x.time",  "t64",       false }, { "t64.futex",  "t64.fut", false },
		{ "t64.futex",  "",          false }, { "t64.futex",  "t64.",    false },
		{ "mux.ipc.21", "mux",       true },  { "mux.ipc.21", "mux.ipc", true },
		{ "mux.ipc.21", "mux.ipc.2", false },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(equivalence_matches(rows[i].name, rows[i].pattern), rows[i].matches);
	assert_true(equivalence_known("rev") && equivalence_known("mux.socketcall.20"));
	assert_false(equivalence_known("nonsense"));
}

static void multiplexed_calls_are_commands(void **unused)
{
	unsigned of_socketcall = 0;

	(void)unused;
	for (size_t i = 0; i < multiplexed_count(); i++) {
		const struct multiplexed *row = multiplexed_at(i);
		AUTO_TEXT struct text name = {0}, word = {0};

		text_format(&name, "mux.%s.%u", syscall_name(row->multiplexer), row->command);
		assert_string_equal(row->name, name.at);
		assert_int_equal(syscall_arg(row->multiplexer, ARCH_I386, row->selector), 0);
		role_spell(row->selector, row->command, &word);
		assert_true(word.at[0] >= 'A' && word.at[0] <= 'Z');
		of_socketcall += row->multiplexer == CALL_socketcall;
	}
	assert_int_equal(of_socketcall, 20);
}

/* Needs that no trace shows. */

static void vdso_functions_stand_for_calls(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < vdso_function_count(); i++) {
		const struct vdso_function *row = vdso_function_at(i);
		assert_ptr_equal(vdso_function_find(row->arch, row->symbol), row);
		for (unsigned c = 0; c < VDSO_CALLS && row->call[c] != CALL_UNKNOWN; c++)
			if (!syscall_exists(row->call[c], row->arch))
				fail_msg("%s has no %s", arch_info(row->arch)->name, syscall_name(row->call[c]));
		assert_int_not_equal(row->call[0], CALL_UNKNOWN);
	}
	assert_null(vdso_function_find(ARCH_X86_64, "__kernel_rt_sigreturn"));
	assert_null(vdso_function_find(ARCH_I386, "__kernel_vsyscall"));
}

/* No call here may access files, the network or other processes. */
static void implied_calls_are_harmless(void **unused)
{
	static const enum category harmless[] = {
		CATEGORY_process, CATEGORY_signal, CATEGORY_thread, CATEGORY_memory, CATEGORY_time, CATEGORY_timer,
		CATEGORY_system, CATEGORY_scheduling, CATEGORY_identity, CATEGORY_io, CATEGORY_poll, CATEGORY_resources,
	};

	(void)unused;
	for (size_t i = 0; i < implied_count(); i++) {
		const struct implied *row = implied_at(i);
		bool own_path = row->call == CALL_readlink || row->call == CALL_readlinkat || row->call == CALL_ioctl;
		bool found = row->call == CALL_uretprobe || own_path || row->set;
		for (size_t c = 0; c < COUNT_OF(harmless); c++)
			found |= syscall_category(row->call) == harmless[c];
		if (!found || !*row->by || row->call == row->when)
			fail_msg("%s", syscall_name(row->call));
		assert_true(row->level != LEVEL_EXACT || row->when == CALL_UNKNOWN);
	}
}

static void programs_can_always_end(void **unused)
{
	static const enum syscall_id rows[] = {
		CALL_exit, CALL_exit_group, CALL_rt_sigreturn, CALL_sigreturn, CALL_restart_syscall,
	};
	size_t unavoidable = 0;

	(void)unused;
	for (size_t i = 0; i < implied_count(); i++)
		unavoidable += implied_at(i)->level == LEVEL_EXACT;
	assert_int_equal(unavoidable, COUNT_OF(rows));
	for (size_t r = 0; r < COUNT_OF(rows); r++) {
		size_t i = 0;
		while (i < implied_count() && (implied_at(i)->call != rows[r] || implied_at(i)->level != LEVEL_EXACT))
			i++;
		assert_true(i < implied_count());
	}
}

/* Rules can only name arguments that the call has, and values that a filter sees. */
static void assert_condition(enum syscall_id id, const struct condition *condition)
{
	uint64_t mask = syscall_mask(id, ARCH_X86_64, condition->role);

	if (!syscall_exists(id, ARCH_X86_64))
		return;
	if (syscall_arg(id, ARCH_X86_64, condition->role) < 0 || !role_is_filterable(condition->role))
		fail_msg("%s has no %s", syscall_name(id), role_info(condition->role)->name);
	if (values_bits(&condition->values) & ~mask)
		fail_msg("%s: %s has bits that rules ignore", syscall_name(id), role_info(condition->role)->name);
}

static void groups_are_about_arguments(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < operation_group_count(); i++) {
		const struct operation_group *group = operation_group_at(i);
		for (size_t c = 0; c < OPERATION_GROUP_CALLS && group->call[c] != CALL_UNKNOWN; c++)
			for (size_t k = 0; k < operation_group_conditions(group); k++)
				assert_condition(group->call[c], &group->condition[k]);
		for (size_t k = 1; k < operation_group_conditions(group); k++)
			assert_true(group->condition[k - 1].role <= group->condition[k].role);
	}
	for (size_t i = 0; i < exact_argument_count(); i++)
		assert_true(role_is_filterable(exact_argument_at(i)->role));
}

static void cases_are_about_arguments(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < special_case_count(); i++) {
		const struct special_case *row = special_case_at(i);
		assert_condition(row->of, &row->when);
		assert_true(values_admit(&row->when.values, UINT64_MAX, row->value));
		assert_true(operation_group_judges_role(row->when.role));
	}
}

static bool exist_together(enum syscall_id a, enum syscall_id b)
{
	arch_each(arch, ARCH_ALL)
		if (syscall_exists(a, arch) && syscall_exists(b, arch))
			return true;
	return false;
}

static void fallbacks_have_a_source_and_another_call(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < fallback_count(); i++) {
		const struct fallback *row = fallback_at(i);
		assert_true(*row->by && row->call != row->instead);
		assert_true(row->instead == CALL_UNKNOWN || exist_together(row->call, row->instead));
		for (size_t j = 0; j < i; j++)
			assert_false(fallback_at(j)->call == row->call && fallback_at(j)->instead == row->instead);
	}
}

static void elf_files_have_an_arch(void **unused)
{
	static const struct {
		unsigned machine;
		bool wide, big_endian;
		int arch;
	} rows[] = {
		{ EM_X86_64, true, false, ARCH_X86_64 }, { EM_X86_64, false, false, ARCH_X32 }, { EM_X86_64, true, true, -1 },
		{ EM_386, false, false, ARCH_I386 },     { EM_386, true, false, -1 },           { EM_AARCH64, true, false, ARCH_ARM64 },
		{ EM_AARCH64, true, true, -1 },          { EM_AARCH64, false, false, -1 },      { EM_ARM, false, false, ARCH_ARM },
		{ EM_ARM, false, true, -1 },             { EM_RISCV, true, false, ARCH_RISCV64 }, { EM_RISCV, false, false, ARCH_RISCV32 },
		{ EM_S390, true, true, ARCH_S390X },     { EM_S390, false, true, -1 },          { EM_PPC64, true, false, ARCH_PPC64LE },
		{ EM_MIPS, true, false, ARCH_MIPSEL64 }, { EM_MIPS, false, false, -1 },         { EM_NONE, true, false, -1 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		assert_int_equal(arch_of_elf(rows[i].machine, rows[i].wide, rows[i].big_endian), rows[i].arch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_has_a_signature),
		cmocka_unit_test(roles_are_recorded_separately),
		cmocka_unit_test(roles_are_used_and_named),
		cmocka_unit_test(arguments_have_the_positions_of_the_arch),
		cmocka_unit_test(masks_are_as_wide_as_the_kernel_reads),
		cmocka_unit_test(sets_are_well_formed),
		cmocka_unit_test(all_64_bit_time_calls_have_a_32_bit_equivalent),
		cmocka_unit_test(sets_that_add_power_are_opt_in),
		cmocka_unit_test(sets_are_named_by_family_too),
		cmocka_unit_test(multiplexed_calls_are_commands),
		cmocka_unit_test(vdso_functions_stand_for_calls),
		cmocka_unit_test(implied_calls_are_harmless),
		cmocka_unit_test(programs_can_always_end),
		cmocka_unit_test(groups_are_about_arguments),
		cmocka_unit_test(cases_are_about_arguments),
		cmocka_unit_test(fallbacks_have_a_source_and_another_call),
		cmocka_unit_test(elf_files_have_an_arch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
