/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rings of a space, and when they are looked at.
 *
 * A descriptor that is not known (a copy, or an index of registered rings)
 * makes all rings be looked at: too much may then be ascribed to one call, but
 * nothing is missed. A ring is forgotten when its memory is unmapped, since a
 * registered one lives on when its descriptor is closed.
 */
#include "tracer/uring.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>

#include "core/mem.h"
#include "tracer/memory.h"
#include "tracer/uring_read.h"

enum { RINGS_MOST = 4096 };

enum { ENTER_REGISTERED_RING = 1 << 4, REGISTER_RESIZE_RINGS = 33, REGISTER_OP_MASK = 0x7fffffff };

enum { MAP_RING = 0, MAP_RING_OF_CQ = 0x8000000, MAP_SQES = 0x10000000, MMAP2_UNIT = 4096 };

enum news { NEWS_SQPOLL, NEWS_OVERRUN, NEWS_UNREADABLE, NEWS_STRANGER, NEWS_FULL };

static const char *const news_text[] = {
	[NEWS_SQPOLL] = "io_uring with SQPOLL: the kernel submits by itself; its ring was read at each other call of the program",
	[NEWS_OVERRUN] = "io_uring: a ring turned over between two looks at it, some submissions were not seen",
	[NEWS_UNREADABLE] = "io_uring: the memory of a ring could not be read, what it was asked to do is not in the trace",
	[NEWS_STRANGER] = "io_uring: a ring was used that was not seen being made, what it was asked to do may not be in the trace",
	[NEWS_FULL] = "io_uring: more rings than seccord follows in one process, what the others were asked to do is not in the trace",
};

struct urings {
	struct uring *at;
	size_t count, room;
	unsigned news;                        /* bits of enum news, not told yet */
};

/* --- the table --- */

struct urings *urings_copy(const struct urings *urings)
{
	if (!urings)
		return NULL;
	struct urings *copy = mem_alloc(sizeof(*copy));
	*copy = *urings;
	copy->room = urings->count;
	copy->at = mem_alloc(copy->room * sizeof(*copy->at));
	for (size_t i = 0; i < urings->count; i++)
		copy->at[i] = urings->at[i];
	return copy;
}

void urings_free(struct urings *urings)
{
	if (urings)
		free(urings->at);
	free(urings);
}

static struct urings *urings_of(struct space *space)
{
	if (!space->urings)
		space->urings = mem_alloc(sizeof(*space->urings));
	return space->urings;
}

static void tell(struct space *space, enum news news)
{
	urings_of(space)->news |= 1u << news;
}

static struct uring *find(const struct space *space, uint64_t fd)
{
	struct urings *urings = space->urings;

	for (size_t i = 0; urings && (int)fd >= 0 && i < urings->count; i++)
		if (urings->at[i].fd == (int)fd && !urings->at[i].closed)
			return &urings->at[i];
	return NULL;
}

static void drop(struct urings *urings, size_t i)
{
	urings->at[i] = urings->at[--urings->count];
}

static void drop_closed(struct urings *urings)
{
	for (size_t i = urings->count; i-- > 0;)
		if (urings->at[i].closed)
			drop(urings, i);
}

static void add(struct space *space, const struct uring *ring)
{
	struct urings *urings = urings_of(space);
	struct uring *former = find(space, (uint64_t)ring->fd);

	if (former)
		former->closed = true;
	if (urings->count == RINGS_MOST)
		drop_closed(urings);
	if (urings->count == RINGS_MOST) {
		tell(space, NEWS_FULL);
		return;
	}
	urings->at = mem_grow(urings->at, urings->count, &urings->room, sizeof(*urings->at));
	urings->at[urings->count++] = *ring;
}

static bool lies_in(const struct uring *ring, uint64_t start, uint64_t size)
{
	return ring->ring - start < size || ring->sqes - start < size;
}

bool urings_hold(const struct urings *urings, uint64_t start, uint64_t size)
{
	for (size_t i = 0; urings && i < urings->count; i++)
		if (lies_in(&urings->at[i], start, size))
			return true;
	return false;
}

void urings_forget(struct urings *urings, uint64_t start, uint64_t size)
{
	for (size_t i = urings ? urings->count : 0; i-- > 0;)
		if (lies_in(&urings->at[i], start, size))
			drop(urings, i);
}

/* --- reading --- */

static void add_opcodes(struct trace_call *call, enum syscall_id id, const struct uring_set *set)
{
	for (unsigned opcode = 0; opcode < URING_OPCODES; opcode++) {
		int place = deep_place((int)id, uring_role(opcode));
		if (place >= 0 && set->bits[opcode / 64] & uring_bit(opcode))
			values_add(&call->deep[place], uring_role(opcode), uring_bit(opcode));
	}
}

static void read_ring(struct space *space, struct uring *ring, pid_t tid, uint32_t to_submit, struct uring_set *set)
{
	switch (uring_read(ring, tid, to_submit, set)) {
	case URING_READ:
		return;
	case URING_OVERRUN:
		tell(space, NEWS_OVERRUN);
		return;
	case URING_UNREADABLE:
		tell(space, NEWS_UNREADABLE);
		return;
	}
}

static bool is_polled(const struct uring *ring)
{
	return ring->flags & URING_SQPOLL;
}

static bool is_mapped(const struct uring *ring)
{
	return ring->ring && ring->sqes;
}

static void read_all(struct space *space, pid_t tid, uint32_t to_submit, bool closed_too, struct uring_set *set)
{
	struct urings *urings = urings_of(space);

	for (size_t i = 0; i < urings->count; i++) {
		struct uring *ring = &urings->at[i];
		if (is_mapped(ring) && !is_polled(ring) && (closed_too || !ring->closed))
			read_ring(space, ring, tid, to_submit, set);
	}
	if (to_submit && (!closed_too || !urings->count))
		tell(space, NEWS_STRANGER);
}

static void on_enter(struct task *task, const uint64_t *args, struct trace_call *call)
{
	bool registered = args[3] & ENTER_REGISTERED_RING;
	struct uring *ring = registered ? NULL : find(task->space, args[0]);
	struct uring_set set = {0};

	if (!ring)
		read_all(task->space, task->tid, (uint32_t)args[1], registered, &set);
	else if (!is_polled(ring))
		read_ring(task->space, ring, task->tid, (uint32_t)args[1], &set);
	add_opcodes(call, CALL_io_uring_enter, &set);
}

int uring_polled(const struct task *task, size_t *at, struct trace_call *seen)
{
	struct urings *urings = task->space->urings;

	while (urings && *at < urings->count) {
		struct uring *ring = &urings->at[(*at)++];
		struct uring_set set = {0};
		if (!is_polled(ring) || !is_mapped(ring))
			continue;
		read_ring(task->space, ring, task->tid, 0, &set);
		*seen = (struct trace_call){0};
		add_opcodes(seen, CALL_io_uring_setup, &set);
		if (set.bits[0] || set.bits[1])
			return ring->call;
	}
	return -1;
}

/* --- entries --- */

static bool await(struct task *task, enum uring_await what, uint64_t fd, uint64_t at)
{
	task->uring = (struct uring_wait){ what, (int)fd, at };
	return true;
}

static bool on_map(struct task *task, const struct call_info *info)
{
	uint64_t unit = info->id == CALL_mmap2 ? MMAP2_UNIT : 1;

	if ((info->args[3] & MAP_ANONYMOUS) || !find(task->space, info->args[4]))
		return false;
	return await(task, URING_AWAITS_MAP, info->args[4], info->args[5] * unit);
}

static void on_close(struct task *task, uint64_t fd)
{
	struct uring *ring = find(task->space, fd);

	if (ring)
		ring->closed = true;
}

bool uring_at_entry(struct task *task, const struct call_info *info, struct trace_call *call)
{
	const uint64_t *args = info->args;

	task->uring.what = URING_AWAITS_NOTHING;
	switch (info->id) {
	case CALL_io_uring_setup:
		return await(task, URING_AWAITS_RING, 0, args[1]);
	case CALL_io_uring_register:
		return (args[1] & REGISTER_OP_MASK) == REGISTER_RESIZE_RINGS && await(task, URING_AWAITS_RESIZE, args[0], args[2]);
	case CALL_io_uring_enter:
		on_enter(task, args, call);
		return false;
	case CALL_mmap:
	case CALL_mmap2:
		return on_map(task, info);
	case CALL_close:
		on_close(task, args[0]);
		return false;
	default:
		return false;
	}
}

/* --- exits --- */

static void on_made(struct task *task, int fd)
{
	struct uring ring = { .call = task->call };
	unsigned char params[URING_PARAMS];

	if (memory_read(task->tid, task->uring.at, params, sizeof(params)) != sizeof(params) || !uring_describe(&ring, params)) {
		tell(task->space, NEWS_UNREADABLE);
		return;
	}
	ring.fd = ring.flags & URING_REGISTERED_FD_ONLY ? -1 : fd;
	add(task->space, &ring);
	if (is_polled(&ring))
		tell(task->space, NEWS_SQPOLL);
}

/* The program maps the ring anew. */
static void on_resized(struct task *task)
{
	struct uring *ring = find(task->space, (uint64_t)task->uring.fd);
	unsigned char params[URING_PARAMS];

	if (!ring || memory_read(task->tid, task->uring.at, params, sizeof(params)) != sizeof(params))
		return;
	uint32_t flags = ring->flags;
	uring_describe(ring, params);
	ring->flags = flags;
}

static void on_mapped(struct task *task, uint64_t address)
{
	struct uring *ring = find(task->space, (uint64_t)task->uring.fd);

	if (!ring)
		return;
	if (task->uring.at == MAP_SQES)
		ring->sqes = address;
	if (task->uring.at == MAP_RING || (task->uring.at == MAP_RING_OF_CQ && !ring->ring))
		ring->ring = address;
}

void uring_at_exit(struct task *task)
{
	enum uring_await what = task->uring.what;
	struct __ptrace_syscall_info info;

	task->uring.what = URING_AWAITS_NOTHING;
	if (what == URING_AWAITS_NOTHING || ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof(info), &info) <= 0 ||
	    info.op != PTRACE_SYSCALL_INFO_EXIT || info.exit.is_error)
		return;
	if (what == URING_AWAITS_RING)
		on_made(task, (int)info.exit.rval);
	else if (what == URING_AWAITS_RESIZE)
		on_resized(task);
	else
		on_mapped(task, (uint64_t)info.exit.rval);
}

const char *uring_note(struct space *space)
{
	struct urings *urings = space->urings;

	for (unsigned i = 0; urings && i < COUNT_OF(news_text); i++)
		if (urings->news >> i & 1) {
			urings->news &= ~(1u << i);
			return news_text[i];
		}
	return NULL;
}
