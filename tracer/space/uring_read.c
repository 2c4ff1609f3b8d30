/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The slots below the tail of a ring hold indexes of submission entries (with
 * NO_SQARRAY the entries themselves, in order); the first byte of an entry is
 * its opcode. The kernel's head does not matter: entries that it consumed
 * between two reads are still in the ring, so two threads that submit at the
 * same time cannot hide an entry. Whole pages are read: one holds 64 entries.
 */
#include "tracer/space/uring_read.h"

#include <assert.h>
#include <string.h>

#include "tracer/process/memory.h"

enum { PAGE = 4096, OP_NOP128 = 63, OP_URING_CMD128 = 64 };

struct params {                               /* struct io_uring_params of Linux 6.5 and later */
	uint32_t sq_entries, cq_entries, flags, sq_thread_cpu, sq_thread_idle, features, wq_fd, resv[3];
	struct {
		uint32_t head, tail, ring_mask, ring_entries, flags, dropped, array, resv;
		uint64_t user_addr;
	} sq;
	struct {
		uint32_t head, tail, ring_mask, ring_entries, overflow, cqes, flags, resv;
		uint64_t user_addr;
	} cq;
};
static_assert(sizeof(struct params) == URING_PARAMS, "the kernel's own size");

bool uring_describe(struct uring *ring, const unsigned char params[URING_PARAMS])
{
	struct params p;

	memcpy(&p, params, sizeof(p));
	if (!p.sq_entries || p.sq_entries > URING_ENTRIES_MOST || p.sq_entries & (p.sq_entries - 1))
		return false;
	ring->entries = p.sq_entries;
	ring->flags = p.flags;
	ring->tail = p.sq.tail;
	ring->array = p.sq.array;
	ring->ring = p.flags & URING_NO_MMAP ? p.cq.user_addr : 0;
	ring->sqes = p.flags & URING_NO_MMAP ? p.sq.user_addr : 0;
	return true;
}

/* The last page read from the tracee. */
struct window {
	pid_t tid;
	uint64_t page;
	size_t got;                           /* bytes read; 0: none */
	unsigned char bytes[PAGE];
};

static bool look(struct window *window, uint64_t address, void *out, size_t size)
{
	uint64_t page = address & ~(uint64_t)(PAGE - 1);

	if (!window->got || window->page != page) {
		window->got = memory_read(window->tid, page, window->bytes, PAGE);
		window->page = page;
	}
	if (address - page + size > window->got)
		return false;
	memcpy(out, window->bytes + (address - page), size);
	return true;
}

struct span {
	uint32_t from, count;
};

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* The entries since the last read, of which the ring holds the latest. */
static enum uring_look new_span(struct uring *ring, uint32_t tail, struct span *span)
{
	uint32_t news = tail - ring->seen;

	ring->seen = tail;
	span->count = least(news, ring->entries);
	span->from = tail - span->count;
	return news > ring->entries ? URING_OVERRUN : URING_READ;
}

static enum uring_look find_span(struct uring *ring, struct window *window, uint32_t to_submit, struct span *span)
{
	uint32_t tail;

	*span = (struct span){ 0, least(to_submit, ring->entries) };
	if (ring->flags & URING_SQ_REWIND)    /* the kernel always starts at 0, and there is no tail */
		return URING_READ;
	if (!look(window, ring->ring + ring->tail, &tail, sizeof(tail)))
		return URING_UNREADABLE;
	return new_span(ring, tail, span);
}

static bool find_index(const struct uring *ring, struct window *window, uint32_t slot, uint32_t *index)
{
	slot &= ring->entries - 1;
	*index = slot;
	return (ring->flags & URING_NO_SQARRAY) || look(window, ring->ring + ring->array + 4ull * slot, index, sizeof(*index));
}

static void add_opcode(struct uring_set *set, uint8_t opcode)
{
	if (opcode < URING_OPCODES)           /* no kernel has more: EINVAL */
		set->bits[opcode / 64] |= UINT64_C(1) << opcode % 64;
}

/* In a ring of mixed sizes, large entries take two slots. */
static uint32_t width_of(const struct uring *ring, uint8_t opcode)
{
	bool large = opcode == OP_NOP128 || opcode == OP_URING_CMD128;

	return large && (ring->flags & URING_SQE_MIXED) ? 2 : 1;
}

static bool read_span(const struct uring *ring, struct window *window, struct span span, struct uring_set *set)
{
	uint64_t size = ring->flags & URING_SQE128 ? 128 : 64;
	struct window entries = { .tid = window->tid };
	uint8_t opcode = 0;
	uint32_t index;

	for (uint32_t i = 0; i < span.count; i += width_of(ring, opcode)) {
		if (!find_index(ring, window, span.from + i, &index))
			return false;
		if (index >= ring->entries)
			continue;             /* the kernel drops it */
		if (!look(&entries, ring->sqes + index * size, &opcode, sizeof(opcode)))
			return false;
		add_opcode(set, opcode);
	}
	return true;
}

enum uring_look uring_read(struct uring *ring, pid_t tid, uint32_t to_submit, struct uring_set *set)
{
	struct window window = { .tid = tid };
	struct span span;

	if (!to_submit && !(ring->flags & URING_SQPOLL))
		return URING_READ;
	if (!ring->ring || !ring->sqes)
		return URING_UNREADABLE;
	enum uring_look found = find_span(ring, &window, to_submit, &span);
	return found == URING_UNREADABLE || read_span(ring, &window, span, set) ? found : URING_UNREADABLE;
}
