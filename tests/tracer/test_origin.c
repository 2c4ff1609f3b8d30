/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The origin of a call, decided from addresses: the images are synthetic, the
 * layouts are those of Linux 6.18 and 7.0.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/base/mem.h"
#include "tracer/origin.h"
#include "tracer/process/abi.h"

#define VSYSCALL_PAGE UINT64_C(0xffffffffff600000)

enum { AT = 0x10000, LIBC = 0x80000 };

static const struct vdso_image image64 = {
	.size = 0x2000, .count = 2,
	.symbol = { { .name = "__vdso_clock_gettime", .offset = 0xc00, .size = 0x100 }, { .name = "__vdso_getcpu", .offset = 0xd00, .size = 0x20 } },
};
static const struct vdso_image image32 = {
	.size = 0x2000, .count = 3,
	.symbol = { { .name = "__kernel_vsyscall", .offset = 0x5e0, .size = 0x14 }, { .name = "__vdso_clock_gettime64", .offset = 0xc00, .size = 0x100 },
	            { .name = "__kernel_rt_sigreturn", .offset = 0x600, .size = 9 } },
};
static const struct vdso_image image32_plain = {
	.size = 0x2000, .count = 2,
	.symbol = { { .name = "__kernel_vsyscall", .offset = 0x5e0, .size = 3 }, { .name = "__vdso_clock_gettime64", .offset = 0xc00, .size = 0x100 } },
};

static const struct {
	const char *what;
	enum arch arch;
	int id;
	uint64_t ip, return_address, vdso;
	const struct vdso_image *image;
	enum origin origin;
	const char *function;
	uint64_t site;
} rows[] = {
	{ "x86_64: libc", ARCH_X86_64, CALL_read, LIBC, 0, AT, &image64, ORIGIN_DIRECT, NULL, LIBC },
	{ "x86_64: a fallback", ARCH_X86_64, CALL_clock_gettime, AT + 0xc40, 0, AT, &image64, ORIGIN_VDSO,
	  "__vdso_clock_gettime", AT + 0xc40 },
	{ "x86_64: the last instruction of a function", ARCH_X86_64, CALL_clock_gettime, AT + 0xd00, 0, AT, &image64, ORIGIN_VDSO,
	  "__vdso_clock_gettime", AT + 0xd00 },
	{ "x86_64: just after the image", ARCH_X86_64, CALL_clock_gettime, AT + 0x2001, 0, AT, &image64, ORIGIN_DIRECT, NULL,
	  AT + 0x2001 },
	{ "x86_64: no vDSO", ARCH_X86_64, CALL_clock_gettime, 0xc40, 0, 0, &image64, ORIGIN_DIRECT, NULL, 0xc40 },
	{ "x86_64: vsyscall page", ARCH_X86_64, CALL_time, VSYSCALL_PAGE + 0x400, 0, AT, &image64, ORIGIN_VSYSCALL, NULL,
	  VSYSCALL_PAGE + 0x400 },
	{ "i386: int 0x80 in the program", ARCH_I386, CALL_read, LIBC, 0, AT, &image32, ORIGIN_DIRECT, NULL, LIBC },
	{ "i386: int 0x80 from a 64-bit program", ARCH_I386, CALL_getpid, LIBC, 0, AT, &image64, ORIGIN_DIRECT, NULL, LIBC },
	{ "i386: libc through __kernel_vsyscall", ARCH_I386, CALL_clock_gettime64, AT + 0x5e9, LIBC, AT, &image32, ORIGIN_DIRECT,
	  NULL, LIBC },
	{ "i386: the vDSO through __kernel_vsyscall", ARCH_I386, CALL_clock_gettime64, AT + 0x5e9, AT + 0xc20, AT, &image32,
	  ORIGIN_VDSO, "__vdso_clock_gettime64", AT + 0xc20 },
	{ "i386: a signal trampoline", ARCH_I386, CALL_rt_sigreturn, AT + 0x607, 0, AT, &image32, ORIGIN_DIRECT, NULL,
	  AT + 0x607 },
	{ "i386, 7.0: inline int 0x80 in the function", ARCH_I386, CALL_clock_gettime64, AT + 0xc30, 0, AT, &image32_plain,
	  ORIGIN_VDSO, "__vdso_clock_gettime64", AT + 0xc30 },
};

static void each_address_has_one_origin(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct origin_input input = { rows[i].arch, rows[i].id, rows[i].ip, rows[i].return_address, rows[i].vdso,
		                              rows[i].image };
		struct origin_answer answer = origin_decide(&input);
		if (answer.origin != rows[i].origin || answer.site != rows[i].site)
			fail_msg("%s: origin %d, site %#llx", rows[i].what, answer.origin, (unsigned long long)answer.site);
		if (rows[i].function)
			assert_string_equal(answer.function, rows[i].function);
		else
			assert_null(answer.function);
	}
}

static void the_return_address_is_wanted_on_i386_only(void **state)
{
	struct origin_input pushed = { ARCH_I386, CALL_read, AT + 0x5e9, 0, AT, &image32 };
	struct origin_input plain = { ARCH_I386, CALL_read, AT + 0x5e2, 0, AT, &image32_plain };
	struct origin_input elsewhere = { ARCH_I386, CALL_read, LIBC, 0, AT, &image32 };
	struct origin_input wide = { ARCH_X86_64, CALL_read, AT + 0xc40, 0, AT, &image64 };
	(void)state;
	assert_true(origin_wants_return(&pushed));
	assert_true(origin_wants_return(&plain));
	assert_false(origin_wants_return(&elsewhere));
	assert_false(origin_wants_return(&wide));
}

static void the_return_address_is_above_pushed_registers(void **state)
{
	static const unsigned char pushes[] = { 0x51, 0x52, 0x55, 0x89, 0xe5, 0x0f, 0x34, 0xcd, 0x80 };
	static const unsigned char plain[] = { 0xcd, 0x80, 0xc3, 0x90 };

	(void)state;
	assert_int_equal(abi_return_offset(pushes, sizeof(pushes)), 12);
	assert_int_equal(abi_return_offset(plain, sizeof(plain)), 0);
	assert_int_equal(abi_return_offset(plain, 2), 12);    /* cut short: not recognized */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_address_has_one_origin),
		cmocka_unit_test(the_return_address_is_wanted_on_i386_only),
		cmocka_unit_test(the_return_address_is_above_pushed_registers),
	};

	return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
