/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decides when the rings of an address space are read. For an unknown
 * descriptor (a copy, or an index of registered rings) all rings are read: too
 * much may be attributed to one call, but nothing is missed.
 */
#include "tracer/uring.h"

#include <sys/mman.h>
#include <sys/ptrace.h>

#include "tracer/process/memory.h"
#include "tracer/space/urings.h"

enum { ENTER_REGISTERED_RING = 1 << 4, REGISTER_RESIZE_RINGS = 33, REGISTER_OP_MASK = 0x7fffffff };

enum { MAP_RING = 0, MAP_RING_OF_CQ = 0x8000000, MAP_SQES = 0x10000000, MMAP2_UNIT = 4096 };

/* --- reading --- */

static void add_opcodes(struct trace_call *call, enum syscall_id id, const struct uring_set *set)
{
	for (unsigned opcode = 0; opcode < URING_OPCODES; opcode++) {
		int place = deep_place((int)id, uring_role(opcode));
		if (place >= 0 && set->bits[opcode / 64] & uring_bit(opcode))
			values_add(&call->deep[place], uring_role(opcode), uring_bit(opcode));
	}
}

static void read_ring(struct address_space *space, struct uring *ring, pid_t tid, uint32_t to_submit, struct uring_set *set)
{
	switch (uring_read(ring, tid, to_submit, set)) {
	case URING_READ:
		return;
	case URING_OVERRUN:
		urings_report(space, URINGS_OVERRUN);
		return;
	case URING_UNREADABLE:
		urings_report(space, URINGS_UNREADABLE);
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

static void read_all(struct address_space *space, pid_t tid, uint32_t to_submit, bool closed_too, struct uring_set *set)
{
	struct urings *urings = urings_of(space);

	for (size_t i = 0; i < urings->count; i++) {
		struct uring *ring = &urings->at[i];
		if (is_mapped(ring) && !is_polled(ring) && (closed_too || !ring->closed))
			read_ring(space, ring, tid, to_submit, set);
	}
	if (to_submit && (!closed_too || !urings->count))
		urings_report(space, URINGS_STRANGER);
}

static void on_enter(struct task *task, const uint64_t *args, struct trace_call *call)
{
	bool registered = args[3] & ENTER_REGISTERED_RING;
	struct uring *ring = registered ? NULL : urings_find(task->space, args[0]);
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

bool uring_is_call(int id)
{
	return id == CALL_io_uring_setup || id == CALL_io_uring_enter || id == CALL_io_uring_register;
}

static bool await(struct task *task, enum uring_await what, uint64_t fd, uint64_t at)
{
	task->uring = (struct uring_wait){ what, (int)fd, at };
	return true;
}

static bool on_map(struct task *task, const struct call_info *info)
{
	uint64_t unit = info->id == CALL_mmap2 ? MMAP2_UNIT : 1;

	if ((info->args[3] & MAP_ANONYMOUS) || !urings_find(task->space, info->args[4]))
		return false;
	return await(task, URING_AWAITS_MAP, info->args[4], info->args[5] * unit);
}

static void on_close(struct task *task, uint64_t fd)
{
	struct uring *ring = urings_find(task->space, fd);

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
		urings_report(task->space, URINGS_UNREADABLE);
		return;
	}
	ring.fd = ring.flags & URING_REGISTERED_FD_ONLY ? -1 : fd;
	urings_add(task->space, &ring);
	if (is_polled(&ring))
		urings_report(task->space, URINGS_SQPOLL);
}

/* The program maps the ring again. */
static void on_resized(struct task *task)
{
	struct uring *ring = urings_find(task->space, (uint64_t)task->uring.fd);
	unsigned char params[URING_PARAMS];

	if (!ring || memory_read(task->tid, task->uring.at, params, sizeof(params)) != sizeof(params))
		return;
	uint32_t flags = ring->flags;
	uring_describe(ring, params);
	ring->flags = flags;
}

static void on_mapped(struct task *task, uint64_t address)
{
	struct uring *ring = urings_find(task->space, (uint64_t)task->uring.fd);

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
