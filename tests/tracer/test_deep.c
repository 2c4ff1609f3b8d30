/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the bytes of a struct say: fields by role, the size, and the tail that
 * is not known. Sizes are the caller's words, and lie.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "tracer/deep.h"

enum { MOST = 256 };

static struct trace_call decoded(enum syscall_id id, uint64_t command, const unsigned char bytes[MOST], size_t got,
                                 uint64_t size)
{
	struct trace_call call = { .arch = ARCH_X86_64, .nr = (uint32_t)syscall_nr(id, ARCH_X86_64) };

	deep_decode(struct_of((int)id), command, bytes, got, size, &call);
	return call;
}

static void assert_one(const struct trace_call *call, enum role role, uint64_t value)
{
	const struct values *seen = trace_deep(call, role);

	assert_int_equal(seen->kind, VALUES_SET);
	assert_int_equal(seen->count, 1);
	assert_int_equal(seen->v[0], value);
}

static void assert_none(const struct trace_call *call, enum role role)
{
	assert_int_equal(trace_deep(call, role)->kind, VALUES_NONE);
}

static void fields_are_read_by_role(void **unused)
{
	unsigned char bytes[MOST] = { [0] = 0x42, [4] = 1, [8] = 0xa4, [9] = 1, [16] = 8 };
	struct trace_call call = decoded(CALL_openat2, 0, bytes, 24, 24);

	(void)unused;
	assert_one(&call, ROLE_oflags, UINT64_C(0x100000042));
	assert_one(&call, ROLE_mode, 0644);
	assert_one(&call, ROLE_resolve, 8);
	assert_one(&call, ROLE_struct_size, 24);
	assert_false(call.deep_tail);
}

static void a_field_behind_the_size_is_not_there(void **unused)
{
	unsigned char bytes[MOST] = { [0] = 3, [8] = 1, [16] = 1 };
	struct trace_call call = decoded(CALL_landlock_create_ruleset, 0, bytes, 16, 16);

	(void)unused;
	assert_one(&call, ROLE_landlock_fs, 3);
	assert_one(&call, ROLE_landlock_net, 1);
	assert_none(&call, ROLE_landlock_scope);
	call = decoded(CALL_landlock_create_ruleset, 0, bytes, 11, 16);
	assert_none(&call, ROLE_landlock_net);
}

static void a_tail_is_seen_where_it_is_not_zero(void **unused)
{
	static const struct { size_t at, got; uint64_t size; bool tail; } rows[] = {
		{ 23, 64, 64, false }, { 24, 64, 64, true }, { 63, 64, 64, true }, { 64, 65, 64, false },
		{ 63, 63, 64, false }, { 40, 24, UINT64_MAX, false }, { 40, 64, UINT64_MAX, true },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned char bytes[MOST] = {0};
		bytes[rows[i].at] = 1;
		struct trace_call call = decoded(CALL_openat2, 0, bytes, rows[i].got, rows[i].size);
		assert_int_equal(call.deep_tail, rows[i].tail);
		assert_one(&call, ROLE_struct_size, rows[i].size);
	}
}

static void size_0_is_the_first_version(void **unused)
{
	unsigned char bytes[MOST] = { [4] = 1, [60] = 1 };
	struct trace_call call = decoded(CALL_sched_setattr, 0, bytes, MOST, 0);

	(void)unused;
	assert_one(&call, ROLE_struct_size, 0);
	assert_one(&call, ROLE_sched_policy, 1);
	assert_false(call.deep_tail);
}

static void a_field_belongs_to_its_command(void **unused)
{
	unsigned char bytes[MOST] = { [0] = 7 };
	struct trace_call call = decoded(CALL_bpf, 5, bytes, MOST, 144);

	(void)unused;
	assert_one(&call, ROLE_bpf_prog_type, 7);
	assert_none(&call, ROLE_bpf_map_type);
	call = decoded(CALL_bpf, 1, bytes, MOST, 144);
	assert_none(&call, ROLE_bpf_prog_type);
	assert_none(&call, ROLE_bpf_map_type);
}

static void what_the_kernel_writes_is_not_read(void **unused)
{
	unsigned char bytes[MOST];
	struct trace_call call;

	(void)unused;
	memset(bytes, 0xff, sizeof(bytes));
	call = decoded(CALL_sched_getattr, 0, bytes, MOST, 200);
	assert_one(&call, ROLE_struct_size, 200);
	assert_false(call.deep_tail);
}

static void any_bytes_will_do(void **unused)
{
	unsigned char bytes[MOST];

	(void)unused;
	memset(bytes, 0xff, sizeof(bytes));
	for (size_t i = 0; i < struct_count(); i++)
		for (size_t got = 0; got <= MOST; got++)
			for (uint64_t size = 0; size <= MOST; size += 8)
				if (struct_at(i)->where != SIZE_NOWHERE)
					decoded(struct_at(i)->call, size, bytes, got, size);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read_by_role),
		cmocka_unit_test(a_field_behind_the_size_is_not_there),
		cmocka_unit_test(a_tail_is_seen_where_it_is_not_zero),
		cmocka_unit_test(size_0_is_the_first_version),
		cmocka_unit_test(a_field_belongs_to_its_command),
		cmocka_unit_test(what_the_kernel_writes_is_not_read),
		cmocka_unit_test(any_bytes_will_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
