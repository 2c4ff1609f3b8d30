/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The numbers of core/kernel/syscalls.def: look-ups work both ways, and match the
 * kernel headers of this machine, libseccomp and the numbering rules of newer
 * archs.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/kernel/syscall.h"

#define FOR_EACH_CALL(id) for (enum syscall_id id = (enum syscall_id)0; (int)id < (int)CALL_COUNT; id = (enum syscall_id)(id + 1))

static void names_are_sorted_and_found(void **unused)
{
	(void)unused;
	FOR_EACH_CALL(id) {
		assert_int_equal(syscall_by_name(syscall_name(id)), id);
		assert_true(!id || strcmp(syscall_name((enum syscall_id)(id - 1)), syscall_name(id)) < 0);
	}
	assert_int_equal(syscall_by_name("nonsense"), CALL_UNKNOWN);
	assert_int_equal(syscall_by_name(""), CALL_UNKNOWN);
}

static void numbers_lead_back_to_their_calls(void **unused)
{
	(void)unused;
	arch_each(arch, ARCH_ALL) {
		FOR_EACH_CALL(id) {
			int64_t nr = syscall_nr(id, arch);
			assert_int_equal(syscall_exists(id, arch), nr >= 0);
			/* One number with two names: the kernel's name wins. */
			int expected = id == CALL_arm_sync_file_range ? CALL_sync_file_range2 : (int)id;
			if (nr >= 0 && syscall_by_nr(arch, (uint32_t)nr) != expected)
				fail_msg("%s %s %lld", arch_info(arch)->name, syscall_name(id), (long long)nr);
		}
	}
}

static void every_number_is_a_call_or_none(void **unused)
{
	(void)unused;
	arch_each(arch, ARCH_ALL) {
		for (uint32_t i = 0; i < 0x110000; i++) {
			uint32_t nr = arch_info(arch)->base + i;
			int id = syscall_by_nr(arch, nr);
			if (id != CALL_UNKNOWN)
				assert_int_equal(syscall_nr((enum syscall_id)id, arch), nr);
		}
	}
}

static void numbers_at_the_edges(void **unused)
{
	static const struct {
		enum arch arch;
		uint32_t nr;
		const char *label;
		bool newer;
	} rows[] = {
		{ ARCH_X86_64,  0,                  "read",            false },
		{ ARCH_X86_64,  472,                "fchroot",         false },
		{ ARCH_X86_64,  473,                "473",             true },
		{ ARCH_X86_64,  387,                "387",             false },
		{ ARCH_X86_64,  512,                "512",             true },
		{ ARCH_X86_64,  UINT32_MAX,         "4294967295",      true },
		{ ARCH_I386,    102,                "socketcall",      false },
		{ ARCH_I386,    415,                "415",             false },
		{ ARCH_I386,    1000,               "1000",            true },
		{ ARCH_X32,     X32_BIT,            "read",            false },
		{ ARCH_X32,     X32_BIT + 512,      "rt_sigaction",    false },
		{ ARCH_X32,     X32_BIT + 547,      "pwritev2",        false },
		{ ARCH_X32,     X32_BIT + 548,      "1073742372",      true },
		{ ARCH_X32,     0,                  "0",               false },
		{ ARCH_ARM,     341,                "sync_file_range2", false },
		{ ARCH_ARM,     0xf0002,            "cacheflush",      false },
		{ ARCH_ARM,     0xf0007,            "983047",          true },
		{ ARCH_ARM,     0xf4000000,         "4093640704",      true },
		{ ARCH_MIPSEL,  4001,               "exit",            false },
		{ ARCH_MIPSEL,  1,                  "1",               false },
		{ ARCH_MIPSEL64, 5000,              "read",            false },
		{ ARCH_MIPSEL64, 4000,              "4000",            false },
		{ ARCH_RISCV64, 258,                "riscv_hwprobe",   false },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char buffer[16];
		assert_string_equal(syscall_label(rows[i].arch, rows[i].nr, buffer), rows[i].label);
		assert_int_equal(syscall_is_newer(rows[i].arch, rows[i].nr), rows[i].newer);
	}
}

/* riscv, loongarch and arm64 share one table. */
static void newer_archs_share_their_numbers(void **unused)
{
	static const enum arch rows[] = { ARCH_RISCV64, ARCH_RISCV32, ARCH_LOONGARCH64 };

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		FOR_EACH_CALL(id)
			if (syscall_exists(id, rows[i]) && syscall_exists(id, ARCH_ARM64) &&
			    syscall_nr(id, rows[i]) != syscall_nr(id, ARCH_ARM64))
				fail_msg("%s %s", arch_info(rows[i])->name, syscall_name(id));
}

/* Since Linux 5.0 a call has one number everywhere, but for where an arch starts. */
static void newer_calls_share_their_numbers(void **unused)
{
	(void)unused;
	arch_each(arch, ARCH_ALL) {
		int64_t start = arch_info(arch)->newest - arch_info(ARCH_X86_64)->newest;
		for (uint32_t nr = 403; nr <= arch_info(ARCH_X86_64)->newest; nr++) {
			int id = syscall_by_nr(nr < 424 ? ARCH_I386 : ARCH_X86_64, nr);
			if (id != CALL_UNKNOWN && syscall_exists((enum syscall_id)id, arch))
				assert_int_equal(syscall_nr((enum syscall_id)id, arch), start + nr);
		}
	}
}

/* Other tools' names of a call. */
static int id_of(const char *name)
{
	static const struct { const char *theirs, *ours; } rows[] = {
		{ "pread",  "pread64" },
		{ "pwrite", "pwrite64" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (!strcmp(rows[i].theirs, name))
			return syscall_by_name(rows[i].ours);
	return syscall_by_name(name);
}

/* A line of cpp's -dM: "#define __NR_read 0" or "… (__X32_SYSCALL_BIT + 0)". */
static unsigned compare_define(enum arch arch, const char *line)
{
	char name[64];
	const char *plus = strstr(line, "+ ");
	uint32_t nr;

	if (sscanf(line, "#define __NR_%63s %u", name, &nr) != 2 &&
	    (!plus || sscanf(line, "#define __NR_%63s", name) != 1 || sscanf(plus, "+ %u", &nr) != 1))
		return 0;
	int id = id_of(name);
	if (id == CALL_UNKNOWN)
		fail_msg("%s %s is in no table", arch_info(arch)->name, name);
	if (syscall_nr((enum syscall_id)id, arch) != (int64_t)nr + arch_info(arch)->base)
		fail_msg("%s %s is %u", arch_info(arch)->name, name, nr);
	return 1;
}

static void numbers_are_those_of_the_headers(void **unused)
{
	static const struct {
		enum arch arch;
		const char *header;
		unsigned least;
	} rows[] = {
		{ ARCH_X86_64, "asm/unistd_64.h",  300 },
		{ ARCH_I386,   "asm/unistd_32.h",  400 },
		{ ARCH_X32,    "asm/unistd_x32.h", 300 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		char command[128], line[256];
		unsigned compared = 0;

		snprintf(command, sizeof(command), "cc -E -dM -x c -include %s /dev/null 2>/dev/null", rows[i].header);
		FILE *defines = popen(command, "r");
		while (defines && fgets(line, sizeof(line), defines))
			compared += compare_define(rows[i].arch, line);
		if (!defines || pclose(defines)) {
			print_message("# SKIP: no compiler, or no %s\n", rows[i].header);
			skip();
		}
		assert_true(compared >= rows[i].least);
	}
}

typedef int resolve_name(uint32_t token, const char *name);
typedef char *resolve_number(uint32_t token, int nr);

/* libseccomp's number for x32 has bit 30, as ours; calls that an arch does not have are negative. */
static void compare_number(resolve_name *number_of, enum arch arch, uint32_t token, enum syscall_id id)
{
	int theirs = number_of(token, syscall_name(id));

	if (theirs >= 0 && syscall_nr(id, arch) != theirs)
		fail_msg("%s %s is %d in libseccomp", arch_info(arch)->name, syscall_name(id), theirs);
}

static bool is_known_difference(enum arch arch, int id)
{
	return arch == ARCH_ARM && id == CALL_arm_sync_file_range;
}

static void compare_name(resolve_number *name_of, enum arch arch, uint32_t token, uint32_t nr)
{
	char *name = name_of(token, (int)nr);
	int ours = syscall_by_nr(arch, nr), theirs = name ? syscall_by_name(name) : CALL_UNKNOWN;

	if (name && ours != theirs && !is_known_difference(arch, theirs))
		fail_msg("%s %u is %s in libseccomp", arch_info(arch)->name, nr, name);
	free(name);
}

/* libseccomp names an arch by its audit arch, but for x32. */
static uint32_t token_of(enum arch arch)
{
	return arch == ARCH_X32 ? 0x4000003eu : arch_info(arch)->audit;
}

static void numbers_are_those_of_libseccomp(void **unused)
{
	void *library = dlopen("libseccomp.so.2", RTLD_NOW);
	resolve_name *number_of = NULL;
	resolve_number *name_of = NULL;

	(void)unused;
	if (!library) {
		print_message("# SKIP: no libseccomp\n");
		skip();
	}
	*(void **)&number_of = dlsym(library, "seccomp_syscall_resolve_name_arch");
	*(void **)&name_of = dlsym(library, "seccomp_syscall_resolve_num_arch");
	assert_true(number_of && name_of);
	arch_each(arch, ARCH_ALL) {
		/* An older library does not know newer archs. */
		if (number_of(token_of(arch), "read") < 0)
			continue;
		FOR_EACH_CALL(id)
			compare_number(number_of, arch, token_of(arch), id);
		/* From the first number of the arch on: 4000 on mips. */
		for (uint32_t nr = arch_info(arch)->newest - 472; nr <= arch_info(arch)->newest + 100; nr++)
			compare_name(name_of, arch, token_of(arch), nr);
	}
	dlclose(library);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_sorted_and_found),
		cmocka_unit_test(numbers_lead_back_to_their_calls),
		cmocka_unit_test(every_number_is_a_call_or_none),
		cmocka_unit_test(numbers_at_the_edges),
		cmocka_unit_test(newer_archs_share_their_numbers),
		cmocka_unit_test(newer_calls_share_their_numbers),
		cmocka_unit_test(numbers_are_those_of_the_headers),
		cmocka_unit_test(numbers_are_those_of_libseccomp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
