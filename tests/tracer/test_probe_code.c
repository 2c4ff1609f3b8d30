/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The instructions of a probe, executed: armed they make a system call,
 * disarmed they continue to a function with all its arguments, and so does a
 * copy.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "tracer/space/probe_code.h"

#ifdef __x86_64__
typedef long six(long, long, long, long, long, long);

static long digits(long a, long b, long c, long d, long e, long f)
{
	return a + 10 * b + 100 * c + 1000 * d + 10000 * e + 100000 * f;
}

static unsigned char *place(void)
{
	return mmap(NULL, PROBE_CODE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static long run(unsigned char *code, long fourth)
{
	six *function;

	memcpy(&function, &code, sizeof(function));
	return function(1, 2, 3, fourth, 5, 6);
}

static void a_copied_probe_works_like_the_original(void **state)
{
	unsigned char *probe = place(), *copy = place();

	(void)state;
	if (probe == MAP_FAILED || copy == MAP_FAILED)
		skip();
	assert_true(probe_code(probe, ARCH_X86_64, (uint64_t)(uintptr_t)digits, SYS_getppid));
	memcpy(copy, probe, PROBE_CODE);
	assert_int_equal(run(probe, 4), getppid());
	assert_int_equal(run(copy, 4), getppid());
	probe[probe_switch.at] = probe_switch.disarmed;
	assert_true(probe_code_equals(copy, probe, ARCH_X86_64));
	assert_int_equal(run(probe, 4), 654321);
	memcpy(copy, probe, PROBE_CODE);
	assert_int_equal(run(copy, 7), 657321);
	copy[5] ^= 1;
	assert_false(probe_code_equals(copy, probe, ARCH_X86_64));
}

/* The kernel takes the fourth argument from a different register than functions
 * do. */
static void the_call_has_its_arguments(void **state)
{
	unsigned char *probe = place();
	int pipes[2];
	char byte = 0;

	(void)state;
	if (probe == MAP_FAILED)
		skip();
	assert_true(probe_code(probe, ARCH_X86_64, 0, SYS_pwrite64));
	long (*call)(int, const void *, size_t, long);
	memcpy(&call, &probe, sizeof(call));
	assert_int_equal(pipe(pipes), 0);
	assert_int_equal(call(pipes[1], "x", 1, 0), -29);         /* ESPIPE: no offset in a pipe */
	assert_true(probe_code(probe, ARCH_X86_64, 0, SYS_write));
	assert_int_equal(call(pipes[1], "x", 1, 0), 1);
	assert_int_equal(read(pipes[0], &byte, 1), 1);
	assert_int_equal(byte, 'x');
}
#else
static void a_copied_probe_works_like_the_original(void **state)
{
	(void)state;
	skip();
}

static void the_call_has_its_arguments(void **state)
{
	(void)state;
	skip();
}
#endif

static const struct {
	enum arch arch;
	unsigned char call[2];
} landings[] = {
	{ ARCH_X86_64, { 0x0f, 0x05 } },              /* syscall */
	{ ARCH_I386,   { 0xcd, 0x80 } },              /* int $0x80 */
};

static void the_return_site_is_after_the_call(void **state)
{
	unsigned char code[PROBE_CODE];

	(void)state;
	for (size_t i = 0; i < sizeof(landings) / sizeof(*landings); i++) {
		assert_true(probe_code(code, landings[i].arch, 0x12345678, 228));
		unsigned landing = probe_landing(landings[i].arch);
		assert_memory_equal(code + landing - 2, landings[i].call, 2);
		assert_memory_equal(code + landing - 6, "\xe4\0\0\0", 4);
	}
	assert_false(probe_code(code, ARCH_ARM64, 0, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copied_probe_works_like_the_original),
		cmocka_unit_test(the_call_has_its_arguments),
		cmocka_unit_test(the_return_site_is_after_the_call),
	};

	return cmocka_run_group_tests_name("probe code", tests, NULL, NULL);
}
