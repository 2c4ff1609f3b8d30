/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The contents of a struct: fields by role, the size, and the unknown tail.
 * Sizes come from the caller and may be wrong. Rejections are compared with the
 * kernel's where possible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/policy/deep.h"

enum { MOST = 256 };

/* With the size where the call has it. */
static struct deep_noted noted_of(enum syscall_id id, uint64_t command, const unsigned char given[MOST], size_t got,
                                uint64_t size)
{
	const struct struct_row *row = struct_of((int)id);
	uint64_t args[SYSCALL_ARGS] = { command };
	unsigned char bytes[MOST];
	uint32_t inside = (uint32_t)size;

	memcpy(bytes, given, sizeof(bytes));
	if (row->where == SIZE_ARGUMENT)
		args[row->at] = size;
	if (row->where == SIZE_INSIDE)
		memcpy(bytes + row->at, &inside, sizeof(inside));
	return deep_of_bytes(row, args, bytes, got);
}

static void assert_noted(enum syscall_id id, const struct deep_noted *notes, enum role role, enum notes how, uint64_t value)
{
	int place = deep_place((int)id, role);

	assert_true(place >= 0);
	assert_int_equal(notes->how[place], how);
	assert_int_equal(notes->value[place], value);
}

static void fields_are_read_by_role(void **unused)
{
	unsigned char bytes[MOST] = { [0] = 0x42, [4] = 1, [8] = 0xa4, [9] = 1, [16] = 8 };
	struct deep_noted notes = noted_of(CALL_openat2, 0, bytes, 24, 24);

	(void)unused;
	assert_noted(CALL_openat2, &notes, ROLE_oflags, NOTED_VALUE, UINT64_C(0x100000042));
	assert_noted(CALL_openat2, &notes, ROLE_mode, NOTED_VALUE, 0644);
	assert_noted(CALL_openat2, &notes, ROLE_resolve, NOTED_VALUE, 8);
	assert_noted(CALL_openat2, &notes, ROLE_struct_size, NOTED_VALUE, 24);
	assert_false(notes.tail);
	assert_int_equal(notes.refused, 0);
}

static void a_field_beyond_the_size_is_zero(void **unused)
{
	unsigned char bytes[MOST] = { [0] = 3, [8] = 1, [16] = 1 };
	struct deep_noted notes = noted_of(CALL_landlock_create_ruleset, 0, bytes, 16, 16);

	(void)unused;
	assert_noted(CALL_landlock_create_ruleset, &notes, ROLE_landlock_fs, NOTED_VALUE, 3);
	assert_noted(CALL_landlock_create_ruleset, &notes, ROLE_landlock_net, NOTED_VALUE, 1);
	assert_noted(CALL_landlock_create_ruleset, &notes, ROLE_landlock_scope, NOTED_ZERO, 0);
	assert_int_equal(notes.refused, 0);
	/* Bytes that were not read are unknown, not zero. */
	notes = noted_of(CALL_landlock_create_ruleset, 0, bytes, 11, 16);
	assert_noted(CALL_landlock_create_ruleset, &notes, ROLE_landlock_net, NOTED_NOTHING, 0);
	assert_int_equal(notes.refused, EFAULT);
}

static void a_tail_that_is_not_zero_is_detected(void **unused)
{
	static const struct { size_t at, got; uint64_t size; bool tail; int refused; } rows[] = {
		{ 23, 64, 64, false, 0 },          { 24, 64, 64, true, E2BIG },
		{ 63, 64, 64, true, E2BIG },       { 64, 65, 64, false, 0 },
		{ 63, 63, 64, false, EFAULT },     { 40, 24, UINT64_MAX, false, E2BIG },
		{ 40, 64, UINT64_MAX, true, E2BIG },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned char bytes[MOST] = {0};
		bytes[rows[i].at] = 1;
		struct deep_noted notes = noted_of(CALL_openat2, 0, bytes, rows[i].got, rows[i].size);
		assert_int_equal(notes.tail, rows[i].tail);
		assert_int_equal(notes.refused, rows[i].refused);
		assert_noted(CALL_openat2, &notes, ROLE_struct_size, NOTED_VALUE, rows[i].size);
	}
}

static void sizes_out_of_bounds_are_refused(void **unused)
{
	static const struct { enum syscall_id id; uint64_t size; int refused; } rows[] = {
		{ CALL_openat2,                 23, EINVAL }, { CALL_openat2,                   0, EINVAL },
		{ CALL_openat2,               4097, E2BIG },  { CALL_clone3,                   63, EINVAL },
		{ CALL_clone3,                  64, 0 },      { CALL_bpf,                       0, 0 },
		{ CALL_sched_setattr,           47, E2BIG },  { CALL_sched_setattr,             0, 0 },
		{ CALL_perf_event_open,          0, 0 },      { CALL_perf_event_open,          63, E2BIG },
		{ CALL_statmount,                0, EINVAL }, { CALL_sched_getattr,            47, EINVAL },
		{ CALL_sched_getattr,         4097, EINVAL }, { CALL_sched_getattr,           200, 0 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned char bytes[MOST] = {0};
		struct deep_noted notes = noted_of(rows[i].id, 0, bytes, MOST, rows[i].size);
		if (notes.refused != rows[i].refused)
			fail_msg("%s of %d bytes: %d", syscall_name(rows[i].id), (int)rows[i].size, notes.refused);
	}
}

static void size_0_is_the_first_version(void **unused)
{
	unsigned char bytes[MOST] = { [4] = 1, [60] = 1 };
	struct deep_noted notes = noted_of(CALL_sched_setattr, 0, bytes, MOST, 0);

	(void)unused;
	assert_noted(CALL_sched_setattr, &notes, ROLE_struct_size, NOTED_VALUE, 0);
	assert_noted(CALL_sched_setattr, &notes, ROLE_sched_policy, NOTED_VALUE, 1);
	assert_false(notes.tail);
}

static void a_field_belongs_to_its_command(void **unused)
{
	unsigned char bytes[MOST] = { [0] = 7 };
	struct deep_noted notes = noted_of(CALL_bpf, UINT64_C(0xdead00000005), bytes, MOST, 144);

	(void)unused;
	assert_noted(CALL_bpf, &notes, ROLE_bpf_prog_type, NOTED_VALUE, 7);
	assert_noted(CALL_bpf, &notes, ROLE_bpf_map_type, NOTED_NOTHING, 0);
	notes = noted_of(CALL_bpf, 1, bytes, MOST, 144);
	assert_noted(CALL_bpf, &notes, ROLE_bpf_prog_type, NOTED_NOTHING, 0);
	assert_noted(CALL_bpf, &notes, ROLE_bpf_map_type, NOTED_NOTHING, 0);
}

static void structs_that_the_kernel_writes_are_not_read(void **unused)
{
	unsigned char bytes[MOST];

	(void)unused;
	memset(bytes, 0xff, sizeof(bytes));
	struct deep_noted notes = noted_of(CALL_sched_getattr, 0, bytes, MOST, 200);
	assert_noted(CALL_sched_getattr, &notes, ROLE_struct_size, NOTED_VALUE, 200);
	assert_false(notes.tail);
}

static void the_size_given_by_the_call_is_read(void **unused)
{
	static const struct { enum syscall_id id; uint64_t size; size_t wanted; } rows[] = {
		{ CALL_openat2, 24, 24 }, { CALL_openat2, UINT64_MAX, DEEP_MOST }, { CALL_statmount, 0, DEEP_MOST },
		{ CALL_io_uring_setup, 0, 120 }, { CALL_sched_getattr, 48, 0 }, { CALL_io_uring_enter, 0, 0 },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct struct_row *row = struct_of((int)rows[i].id);
		uint64_t args[SYSCALL_ARGS] = {0};
		if (row->where == SIZE_ARGUMENT)
			args[row->at] = rows[i].size;
		assert_int_equal(deep_wanted(row, args), rows[i].wanted);
	}
}

static void any_bytes_are_accepted(void **unused)
{
	unsigned char bytes[MOST];

	(void)unused;
	memset(bytes, 0xff, sizeof(bytes));
	for (size_t i = 0; i < struct_count(); i++)
		for (size_t got = 0; got <= MOST; got++)
			for (uint64_t size = 0; size <= MOST; size += 8)
				if (struct_at(i)->where != SIZE_NOWHERE)
					noted_of(struct_at(i)->call, size, bytes, got, size);
}

/* The kernel's answer. None without openat2, or in a sandbox that denies it. */
static void the_kernel_refuses_the_same(void **unused)
{
	static const struct { size_t size, bit; } rows[] = {
		{ 0, 0 }, { 8, 0 }, { 23, 0 }, { 24, 0 }, { 25, 0 }, { 64, 0 }, { 64, 63 }, { 200, 100 }, { 4096, 0 }, { 4097, 0 },
	};
	static unsigned char bytes[2 * DEEP_MOST];
	uint64_t args[SYSCALL_ARGS] = {0};

	(void)unused;
	if (syscall(SYS_openat2, AT_FDCWD, "/", bytes, 0) != -1 || errno != EINVAL)
		skip();
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		memset(bytes, 0, sizeof(bytes));
		bytes[rows[i].bit] = rows[i].bit != 0;
		args[3] = rows[i].size;
		struct deep_noted notes = deep_of_bytes(struct_of(CALL_openat2), args, bytes, sizeof(bytes));
		int fd = (int)syscall(SYS_openat2, AT_FDCWD, "/", bytes, rows[i].size);
		int answer = fd < 0 ? errno : 0;
		if (fd >= 0)
			close(fd);
		if (answer != notes.refused)
			fail_msg("size %zu, bit in byte %zu: the kernel says %d, we %d", rows[i].size, rows[i].bit, answer, notes.refused);
	}
}

static struct deep_noted opened(uint64_t oflags, uint64_t mode, uint64_t size)
{
	struct deep_noted notes = { .value = { oflags, mode, 0, size } };

	memset(notes.how, NOTED_VALUE, sizeof(notes.how));
	return notes;
}

static void rows_admit(void **unused)
{
	static struct condition reading[] = { { ROLE_oflags, { .kind = VALUES_BITS, .v = { O_CLOEXEC } } } };
	static struct condition making[] = {
		{ ROLE_oflags,      { .kind = VALUES_SET, .count = 1, .v = { O_CREAT | O_WRONLY } } },
		{ ROLE_mode,        { .kind = VALUES_SET, .count = 2, .v = { 0600, 0644 } } },
		{ ROLE_struct_size, { .kind = VALUES_RANGE, .v = { 24, 32 } } },
	};
	static struct row rows[] = { { .condition = reading, .count = 1 }, { .condition = making, .count = 3 } };
	static const struct { uint64_t oflags, mode, size; bool admitted; } calls[] = {
		{ 0, 0, 24, true },                            { O_CLOEXEC, 07777, 9, true },
		{ O_WRONLY, 0, 24, false },                    { O_CREAT | O_WRONLY, 0644, 24, true },
		{ O_CREAT | O_WRONLY, 0666, 24, false },       { O_CREAT | O_WRONLY, 0600, 33, false },
		{ UINT64_C(1) << 32, 0, 24, false },           { UINT64_C(1) << 32 | O_CREAT | O_WRONLY, 0644, 24, false },
		{ O_CREAT | O_WRONLY, 0600 | 1 << 16, 24, false },  /* a bit that an argument of this role lacks */
	};
	const struct rule rule = { .id = CALL_openat2, .deep = rows, .deep_count = 2 }, bare = { .id = CALL_openat2 };

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		struct deep_noted notes = opened(calls[i].oflags, calls[i].mode, calls[i].size);
		if (deep_admits(&rule, &notes) != calls[i].admitted)
			fail_msg("call %zu", i);
		assert_true(deep_admits(&bare, &notes));
		notes.refused = E2BIG;
		assert_false(deep_admits(&rule, &notes));
		assert_true(deep_admits(&bare, &notes));
	}
}

static void unrecorded_fields_are_not_checked(void **unused)
{
	static struct condition types[] = {
		{ ROLE_bpf_map_type,  { .kind = VALUES_SET, .count = 1, .v = { 1 } } },
		{ ROLE_bpf_prog_type, { .kind = VALUES_SET, .count = 1, .v = { 7 } } },
	};
	static struct row row = { .condition = types, .count = 2 };
	static const struct { uint64_t command; unsigned char type; bool admitted; } calls[] = {
		{ 0, 1, true }, { 0, 7, false }, { 5, 7, true }, { 5, 1, false }, { 2, 3, true },
	};
	const struct rule rule = { .id = CALL_bpf, .deep = &row, .deep_count = 1 };

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(calls); i++) {
		unsigned char bytes[MOST] = { calls[i].type };
		struct deep_noted notes = noted_of(CALL_bpf, calls[i].command, bytes, MOST, 144);
		assert_int_equal(deep_admits(&rule, &notes), calls[i].admitted);
	}
}

/* Fields that a short struct omits are 0. */
static void a_short_struct_is_padded_with_zeros(void **unused)
{
	struct condition net = { ROLE_landlock_net, { .kind = VALUES_SET, .count = 1, .v = { 1 } } };
	struct row row = { .condition = &net, .count = 1 };
	const struct rule rule = { .id = CALL_landlock_create_ruleset, .deep = &row, .deep_count = 1 };
	unsigned char bytes[MOST] = { [0] = 1, [8] = 1 };
	struct deep_noted notes = noted_of(CALL_landlock_create_ruleset, 0, bytes, 16, 16);

	(void)unused;
	assert_true(deep_admits(&rule, &notes));
	notes = noted_of(CALL_landlock_create_ruleset, 0, bytes, 8, 8);
	assert_false(deep_admits(&rule, &notes));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_are_read_by_role),
		cmocka_unit_test(a_field_beyond_the_size_is_zero),
		cmocka_unit_test(a_tail_that_is_not_zero_is_detected),
		cmocka_unit_test(sizes_out_of_bounds_are_refused),
		cmocka_unit_test(size_0_is_the_first_version),
		cmocka_unit_test(a_field_belongs_to_its_command),
		cmocka_unit_test(structs_that_the_kernel_writes_are_not_read),
		cmocka_unit_test(the_size_given_by_the_call_is_read),
		cmocka_unit_test(any_bytes_are_accepted),
		cmocka_unit_test(the_kernel_refuses_the_same),
		cmocka_unit_test(rows_admit),
		cmocka_unit_test(unrecorded_fields_are_not_checked),
		cmocka_unit_test(a_short_struct_is_padded_with_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
