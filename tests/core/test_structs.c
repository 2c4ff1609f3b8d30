/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of structs behind pointers: rows in order, fields inside their
 * structs, and opcodes of io_uring each with a word and a call that exists.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <linux/perf_event.h>
#include <linux/sched.h>
#include <linux/sched/types.h>
#include <string.h>

#include "core/kernel/structs.h"
#include "core/kernel/uring.h"

static void rows_are_in_order(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < struct_count(); i++) {
		assert_ptr_equal(struct_of((int)struct_at(i)->call), struct_at(i));
		assert_true(i == 0 || struct_at(i - 1)->call < struct_at(i)->call);
	}
	assert_null(struct_of(CALL_UNKNOWN));
	assert_null(struct_of(CALL_read));
	assert_null(struct_of(CALL_COUNT));
}

static void assert_field(const struct struct_row *row, unsigned place)
{
	const struct struct_field *field = &row->field[place];

	if (field->role == ROLE__)
		return;
	assert_true(role_is_filterable(field->role));
	assert_int_equal(deep_role((int)row->call, place), field->role);
	assert_int_equal(deep_place((int)row->call, field->role), place);
	assert_true(field->width == 0 || field->width == 4 || field->width == 8);
	if (field->width && field->offset + field->width > row->known)
		fail_msg("%s has no %s", syscall_name(row->call), role_info(field->role)->name);
}

static void fields_lie_in_their_structs(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < struct_count(); i++) {
		const struct struct_row *row = struct_at(i);
		assert_true(row->least <= row->known && row->known <= 4096);
		for (unsigned place = 0; place < STRUCT_FIELDS; place++)
			assert_field(row, place);
	}
}

/* The argument for a struct is a pointer, and the one for its size is a size. */
static void arguments_match_the_signatures(void **unused)
{
	(void)unused;
	for (size_t i = 0; i < struct_count(); i++) {
		const struct struct_row *row = struct_at(i);
		if (row->where != SIZE_NOWHERE)
			assert_int_equal(syscall_role(row->call, ARCH_X86_64, row->arg), ROLE_ptr);
		if (row->where == SIZE_ARGUMENT)
			assert_int_equal(syscall_role(row->call, ARCH_X86_64, row->at), ROLE_size);
	}
}

static void sizes_have_a_place(void **unused)
{
	(void)unused;
	assert_int_equal(deep_role(CALL_clone3, DEEP_SIZE), ROLE_struct_size);
	assert_int_equal(deep_place(CALL_statmount, ROLE_struct_size), DEEP_SIZE);
	assert_int_equal(deep_role(CALL_io_uring_setup, DEEP_SIZE), ROLE__);
	assert_int_equal(deep_role(CALL_read, DEEP_SIZE), ROLE__);
	assert_int_equal(deep_role(CALL_clone3, DEEP_PLACES), ROLE__);
	assert_int_equal(deep_place(CALL_clone3, ROLE__), -1);
	assert_int_equal(deep_place(CALL_clone3, ROLE_oflags), -1);
}

static void offsets_are_those_of_the_headers(void **unused)
{
	static const struct { enum syscall_id call; enum role role; size_t offset; } rows[] = {
		{ CALL_clone3,          ROLE_clone_flags,  offsetof(struct clone_args, flags) },
		{ CALL_clone3,          ROLE_signal,       offsetof(struct clone_args, exit_signal) },
		{ CALL_openat2,         ROLE_mode,         offsetof(struct open_how, mode) },
		{ CALL_openat2,         ROLE_resolve,      offsetof(struct open_how, resolve) },
		{ CALL_sched_setattr,   ROLE_sched_policy, offsetof(struct sched_attr, sched_policy) },
		{ CALL_sched_setattr,   ROLE_sched_flags,  offsetof(struct sched_attr, sched_flags) },
		{ CALL_perf_event_open, ROLE_perf_type,    offsetof(struct perf_event_attr, type) },
		{ CALL_io_uring_setup,  ROLE_uring_setup,  offsetof(struct io_uring_params, flags) },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		int place = deep_place((int)rows[i].call, rows[i].role);
		assert_true(place >= 0);
		assert_int_equal(struct_of((int)rows[i].call)->field[place].offset, rows[i].offset);
	}
	assert_int_equal(struct_of(CALL_io_uring_setup)->known, sizeof(struct io_uring_params));
	assert_int_equal(struct_of(CALL_clone3)->known, sizeof(struct clone_args));
	assert_int_equal(struct_of(CALL_openat2)->known, sizeof(struct open_how));
	assert_int_equal(struct_of(CALL_perf_event_open)->at, offsetof(struct perf_event_attr, size));
}

static void opcodes_are_at_their_index(void **unused)
{
	(void)unused;
	for (unsigned opcode = 0; opcode < uring_count(); opcode++) {
		AUTO_TEXT struct text word = {0};
		const struct uring_op *op = uring_op(opcode);

		assert_int_equal(op->opcode, opcode);
		role_spell(uring_role(opcode), uring_bit(opcode), &word);
		assert_memory_equal(word.at, "IORING_OP_", 10);
		assert_string_equal(word.at + 10, op->name);
		assert_true(op->call == CALL_UNKNOWN || syscall_exists((enum syscall_id)op->call, ARCH_X86_64));
	}
	assert_null(uring_op((unsigned)uring_count()));
	assert_true(uring_count() <= URING_OPCODES);
	assert_string_equal(uring_op(IORING_OP_OPENAT)->name, "OPENAT");
	assert_string_equal(uring_op(IORING_OP_URING_CMD)->name, "URING_CMD");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_in_order),
		cmocka_unit_test(fields_lie_in_their_structs),
		cmocka_unit_test(arguments_match_the_signatures),
		cmocka_unit_test(sizes_have_a_place),
		cmocka_unit_test(offsets_are_those_of_the_headers),
		cmocka_unit_test(opcodes_are_at_their_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
