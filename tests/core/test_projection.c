/* SPDX-License-Identifier: Apache-2.0 */
/* The rows of core/libc/projection.def fit the archs and the calls that they name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "core/libc/equivalence.h"
#include "core/libc/implied.h"
#include "core/libc/projection.h"

static arch_set archs_of(const char *purpose, unsigned *rows)
{
	arch_set archs = 0;

	for (size_t i = 0; i < counterpart_count(); i++)
		if (!strcmp(counterpart_at(i)->purpose, purpose)) {
			assert_int_equal(archs & counterpart_at(i)->archs, 0);
			archs |= counterpart_at(i)->archs;
			*rows += 1;
		}
	return archs;
}

static void test_each_arch_has_one_row(void **state)
{
	(void)state;
	for (size_t i = 0; i < counterpart_count(); i++) {
		unsigned rows = 0;
		assert_int_equal(archs_of(counterpart_at(i)->purpose, &rows), ARCH_ALL);
		assert_true(rows > 1);
	}
}

static void test_archs_have_their_calls(void **state)
{
	(void)state;
	for (size_t i = 0; i < counterpart_count(); i++) {
		const struct counterpart *row = counterpart_at(i);
		arch_each(arch, row->call == CALL_UNKNOWN ? 0 : row->archs) {
			assert_true(syscall_exists(row->call, arch));
			if (row->with.role != ROLE__)
				assert_true(syscall_arg(row->call, arch, row->with.role) >= 0);
			assert_ptr_equal(counterpart_on(arch, row->purpose), row);
		}
	}
	assert_null(counterpart_on(ARCH_ARM, "arch.nothing"));
}

/* A recording on x86 would show what x86 needs. */
static void test_extras_are_not_of_x86(void **state)
{
	unsigned extras = 0;

	(void)state;
	for (size_t i = 0; i < implied_count(); i++) {
		const struct implied *row = implied_at(i);
		if (!row->set || !equivalence_matches(row->set, "arch"))
			continue;
		extras++;
		assert_int_equal(row->level, LEVEL_LIBC);
		arch_each(arch, ARCH_BIT(ARCH_X86_64) | ARCH_BIT(ARCH_I386) | ARCH_BIT(ARCH_X32))
			assert_true(row->on ? !(row->on & ARCH_BIT(arch)) : !syscall_exists(row->call, arch));
	}
	assert_true(extras > 0);
}

/* Only its own arguments are out of sight. */
static void test_replaced_calls_hide_arguments(void **state)
{
	(void)state;
	assert_int_equal(replaced_by(ARCH_I386, CALL_mmap), CALL_mmap2);
	assert_int_equal(replaced_by(ARCH_X86_64, CALL_mmap), CALL_UNKNOWN);
	arch_each(arch, ARCH_ALL)
		for (int id = 0; id < CALL_COUNT; id++) {
			int by = replaced_by(arch, (enum syscall_id)id);
			if (by == CALL_UNKNOWN)
				continue;
			assert_true(syscall_exists((enum syscall_id)id, arch) && syscall_exists((enum syscall_id)by, arch));
			assert_int_equal(syscall_role((enum syscall_id)id, arch, 0), ROLE_ptr);
			assert_int_equal(syscall_role((enum syscall_id)id, arch, 1), ROLE__);
		}
}

static void test_their_sets_are_known(void **state)
{
	static const char *const names[] = { "arch", "arch.thread-pointer", "arch.instruction-cache", "harmless" };

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		assert_true(equivalence_known(names[i]));
	assert_false(equivalence_known("arch.thread"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_arch_has_one_row),
		cmocka_unit_test(test_archs_have_their_calls),
		cmocka_unit_test(test_extras_are_not_of_x86),
		cmocka_unit_test(test_replaced_calls_hide_arguments),
		cmocka_unit_test(test_their_sets_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
