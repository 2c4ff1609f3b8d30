/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a ring in our own memory, filled in as a correct program would, and
 * then incorrectly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tracer/space/uring_read.h"

enum { ENTRIES = 64, TAIL = 4, ARRAY = 64, PAGES = 4 * 4096 };

static unsigned char *ring_memory, *entries;

static struct uring a_ring(uint32_t flags)
{
	memset(ring_memory, 0, PAGES);
	memset(entries, 0xff, PAGES);
	return (struct uring){ .entries = ENTRIES, .flags = flags, .tail = TAIL, .array = ARRAY,
	                       .ring = (uintptr_t)ring_memory, .sqes = (uintptr_t)entries };
}

static void put(unsigned char *at, uint32_t value)
{
	memcpy(at, &value, sizeof(value));
}

/* Entry `index` gets this opcode and is put into this slot of the ring. */
static void place(const struct uring *ring, uint32_t slot, uint32_t index, uint8_t opcode)
{
	entries[index * (ring->flags & URING_SQE128 ? 128 : 64)] = opcode;
	put(ring_memory + ARRAY + 4 * slot, index);
}

static void assert_read(struct uring *ring, uint32_t to_submit, uint64_t low, uint64_t high)
{
	struct uring_set set = {0};

	assert_int_equal(uring_read(ring, getpid(), to_submit, &set), URING_READ);
	assert_int_equal(set.bits[0], low);
	assert_int_equal(set.bits[1], high);
}

static void entries_added_since_the_last_read_are_read(void **unused)
{
	struct uring ring = a_ring(0);

	(void)unused;
	place(&ring, 0, 5, 18);
	place(&ring, 1, 6, 1);
	place(&ring, 2, 7, 64);
	put(ring_memory + TAIL, 3);
	assert_read(&ring, 0, 0, 0);          /* nothing is submitted */
	assert_read(&ring, 1, 1 << 18 | 1 << 1, 1);
	assert_read(&ring, 3, 0, 0);
	place(&ring, 3, 8, 2);
	put(ring_memory + TAIL, 4);
	assert_read(&ring, UINT32_MAX, 1 << 2, 0);
}

static void positions_wrap(void **unused)
{
	struct uring ring = a_ring(0);

	(void)unused;
	ring.seen = UINT32_MAX;
	put(ring_memory + TAIL, 1);
	place(&ring, ENTRIES - 1, 0, 2);
	place(&ring, 0, 1, 3);
	assert_read(&ring, 2, 1 << 2 | 1 << 3, 0);
}

static void without_an_array_entries_are_in_order(void **unused)
{
	struct uring ring = a_ring(URING_NO_SQARRAY | URING_SQE128);

	(void)unused;
	place(&ring, 1, 0, 4);
	place(&ring, 0, 1, 5);
	memset(ring_memory, 0xff, PAGES);
	put(ring_memory + TAIL, 2);
	assert_read(&ring, 2, 1 << 4 | 1 << 5, 0);
}

static void large_entries_use_two_slots_in_a_mixed_ring(void **unused)
{
	struct uring ring = a_ring(URING_NO_SQARRAY | URING_SQE_MIXED);

	(void)unused;
	place(&ring, 0, 0, 63);
	place(&ring, 1, 1, 7);                /* actually the second half of the previous one */
	place(&ring, 2, 2, 1);
	put(ring_memory + TAIL, 3);
	assert_read(&ring, 3, UINT64_C(1) << 63 | 1 << 1, 0);
}

static void a_rewinding_ring_begins_at_0(void **unused)
{
	struct uring ring = a_ring(URING_NO_SQARRAY | URING_SQ_REWIND);

	(void)unused;
	place(&ring, 0, 0, 9);
	place(&ring, 1, 1, 10);
	assert_read(&ring, 1, 1 << 9, 0);
}

static void a_polled_ring_is_read_from_the_last_position(void **unused)
{
	struct uring ring = a_ring(URING_SQPOLL);
	struct uring_set set = {0};

	(void)unused;
	place(&ring, 0, 0, 1);
	put(ring_memory + TAIL, 1);
	assert_read(&ring, 0, 1 << 1, 0);
	assert_read(&ring, 0, 0, 0);
	for (uint32_t i = 0; i < ENTRIES; i++)
		place(&ring, i, i, 2);
	put(ring_memory + TAIL, 1 + ENTRIES);
	assert_read(&ring, 0, 1 << 2, 0);
	put(ring_memory + TAIL, 2 + 2 * ENTRIES);
	assert_int_equal(uring_read(&ring, getpid(), 0, &set), URING_OVERRUN);
}

static void no_index_leads_outside_the_ring(void **unused)
{
	struct uring ring = a_ring(0);
	struct uring_set set = {0};

	(void)unused;
	place(&ring, 0, 0, 255);              /* no such opcode */
	put(ring_memory + ARRAY + 4, UINT32_MAX);
	put(ring_memory + ARRAY + 8, ENTRIES);
	put(ring_memory + TAIL, 3);
	assert_read(&ring, 3, 0, 0);
	put(ring_memory + TAIL, UINT32_MAX);  /* more than the ring holds */
	uring_read(&ring, getpid(), UINT32_MAX, &set);
	ring.ring = UINT64_MAX - 10;
	assert_int_equal(uring_read(&ring, getpid(), 1, &set), URING_UNREADABLE);
	ring = a_ring(0);
	ring.sqes = 0;
	assert_int_equal(uring_read(&ring, getpid(), 1, &set), URING_UNREADABLE);
	ring.sqes = UINT64_MAX - 10;
	put(ring_memory + TAIL, 1);
	assert_int_equal(uring_read(&ring, getpid(), 1, &set), URING_UNREADABLE);
}

static void ring_parameters_are_valid_or_rejected(void **unused)
{
	static const struct { uint32_t entries; bool good; } rows[] = {
		{ 0, false }, { 1, true }, { 3, false }, { 32768, true }, { 65536, false }, { UINT32_MAX, false },
	};

	(void)unused;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		unsigned char params[URING_PARAMS] = { [48] = 8, [52] = 1, [40] = 2, [44] = 3, [64] = 4, [72] = 5, [112] = 6 };
		struct uring ring = {0};
		put(params, rows[i].entries);
		put(params + 8, URING_NO_MMAP);
		assert_int_equal(uring_describe(&ring, params), rows[i].good);
		if (!rows[i].good)
			continue;
		assert_int_equal(ring.tail, 3);
		assert_int_equal(ring.array, 4);
		assert_int_equal(ring.sqes, 5);
		assert_int_equal(ring.ring, 6);
	}
}

static int map_memory(void **unused)
{
	(void)unused;
	ring_memory = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	entries = mmap(NULL, PAGES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return ring_memory == MAP_FAILED || entries == MAP_FAILED;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_added_since_the_last_read_are_read),
		cmocka_unit_test(positions_wrap),
		cmocka_unit_test(without_an_array_entries_are_in_order),
		cmocka_unit_test(large_entries_use_two_slots_in_a_mixed_ring),
		cmocka_unit_test(a_rewinding_ring_begins_at_0),
		cmocka_unit_test(a_polled_ring_is_read_from_the_last_position),
		cmocka_unit_test(no_index_leads_outside_the_ring),
		cmocka_unit_test(ring_parameters_are_valid_or_rejected),
	};

	return cmocka_run_group_tests(tests, map_memory, NULL);
}
