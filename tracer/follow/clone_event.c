/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child created with CLONE_UNTRACED would inherit our filter but have no
 * tracer: each of its calls would fail with ENOSYS. So the flag is removed from
 * clone's register, which is restored when the call ends.
 *
 * clone3 has its flags in memory, which another thread may change after our
 * check, and which may be read-only. So the kernel always gets a private copy:
 * in the vDSO's last page behind the probes or, if there is no room, below the
 * stack. Bytes that do not fit can only be zero. The struct itself is modified
 * only if nothing else is writable.
 */
#include "tracer/follow/clone_event.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>

#include "tracer/process/abi.h"
#include "tracer/process/memory.h"
#include "tracer/process/registers.h"
#include "tracer/process/served.h"
#include "tracer/space/probe_code.h"

enum { ROOMS_MOST = 32, PAGE = 4096 };

void clone_event_give(struct task *task, const struct call_info *call, unsigned argument, uint64_t value)
{
	task->given.arch = call->arch;
	task->given.arguments |= 1u << argument;
	task->given.before[argument] = call->args[argument];
	registers_set_argument(task->tid, call->arch, argument, value);
}

/* --- clone3's struct --- */

static uint64_t room_at(const struct address_space *space, unsigned room)
{
	return space->seen->image.room + ADDRESS_SPACE_PROBES * PROBE_CODE + (uint64_t)room * CLONE_EVENT_ARGS_MOST;
}

/* A slot that no other clone of this address space uses; 0: none is free. */
static uint64_t take_room(struct task *task)
{
	struct address_space *space = task->space;

	for (unsigned room = 0; space->vdso && room < ROOMS_MOST; room++) {
		uint32_t bit = UINT32_C(1) << room;
		if (room_at(space, room) + CLONE_EVENT_ARGS_MOST > space->seen->image.room_end)
			return 0;
		if (space->clone_rooms & bit)
			continue;
		space->clone_rooms |= bit;
		task->given.room = bit;
		return space->vdso + room_at(space, room);
	}
	return 0;
}

static uint64_t below_stack(const struct call_info *call)
{
	enum { ALIGN = 16 };

	return (call->sp - abi_of(call->arch)->red_zone - CLONE_EVENT_ARGS_MOST) & ~(uint64_t)(ALIGN - 1);
}

static uint64_t put_copy(struct task *task, const struct call_info *call, const unsigned char *args, size_t size)
{
	uint64_t at = take_room(task);

	if (at && memory_write(task->tid, at, args, size))
		return at;
	at = below_stack(call);
	return memory_write(task->tid, at, args, size) ? at : 0;
}

static bool hand_on_copy(struct task *task, const struct call_info *call, unsigned char *args, size_t size)
{
	uint64_t flags = task->clone_flags & ~(uint64_t)CLONE_UNTRACED;

	memcpy(args, &flags, sizeof(flags));
	task->given.copy = put_copy(task, call, args, size);
	if (!task->given.copy)
		return false;
	clone_event_give(task, call, 0, task->given.copy);
	if (size != call->args[1])
		clone_event_give(task, call, 1, size);
	return true;
}

/* The kernel rejects unknown nonzero bytes, so it may see the whole struct. */
static bool read_args(const struct task *task, const struct call_info *call,
                      unsigned char args[CLONE_EVENT_ARGS_MOST], size_t *size)
{
	unsigned char all[PAGE] = { 0 };
	uint64_t wanted = call->args[1];

	if (wanted < sizeof(task->clone_flags) || wanted > sizeof(all) || memory_read(task->tid, call->args[0], all, wanted) != wanted)
		return false;
	for (size_t i = CLONE_EVENT_ARGS_MOST; i < wanted; i++)
		if (all[i])
			return false;
	*size = wanted < CLONE_EVENT_ARGS_MOST ? wanted : CLONE_EVENT_ARGS_MOST;
	memcpy(args, all, *size);
	return true;
}

static void edit_struct(struct task *task, const struct call_info *call)
{
	uint64_t flags = task->clone_flags & ~(uint64_t)CLONE_UNTRACED;

	if (memory_write(task->tid, call->args[0], &flags, sizeof(flags)))
		task->given.edited = call->args[0];
}

/* If the struct is unreadable, the exit of the call shows what the kernel did with it. */
static void prepare_clone3(struct task *task, const struct call_info *call)
{
	uint64_t wanted = call->args[1] < PAGE ? call->args[1] : PAGE;
	unsigned char args[CLONE_EVENT_ARGS_MOST];
	size_t size;

	task->clone_flags = 0;
	if (task->space->served && served_at_hand(task->space->served, task->tid, call->args[0], wanted) < wanted)
		return;
	memory_read_word(task->tid, call->args[0], sizeof(task->clone_flags), &task->clone_flags);
	if (read_args(task, call, args, &size)) {
		memcpy(&task->clone_flags, args, sizeof(task->clone_flags));
		if (hand_on_copy(task, call, args, size))
			return;
	}
	if (task->clone_flags & CLONE_UNTRACED)
		edit_struct(task, call);
}

uint64_t clone_event_struct_address(const struct task *task, const struct call_info *call)
{
	return task->given.copy ? task->given.copy : call->args[0];
}

/* --- all clones --- */

static void prepare_clone(struct task *task, const struct call_info *call)
{
	task->clone_flags = call->args[0];
	if (task->clone_flags & CLONE_UNTRACED)
		clone_event_give(task, call, 0, task->clone_flags & ~(uint64_t)CLONE_UNTRACED);
}

bool clone_event_is_clone(int id)
{
	return id == CALL_fork || id == CALL_vfork || id == CALL_clone || id == CALL_clone3;
}

/* --- clones whose call does not stop --- */

/* As kernel_clone() of kernel/fork.c chooses it. */
static int event_of(uint64_t flags)
{
	if (flags & CLONE_VFORK)
		return PTRACE_EVENT_VFORK;
	return (flags & CSIGNAL) == SIGCHLD ? PTRACE_EVENT_FORK : PTRACE_EVENT_CLONE;
}

/* The kinds that libc makes: vfork and posix_spawn, threads, fork. */
static uint64_t flags_of(int event)
{
	if (event == PTRACE_EVENT_VFORK)
		return CLONE_VM | CLONE_VFORK;
	return event == PTRACE_EVENT_CLONE ? CLONE_VM | CLONE_THREAD : 0;
}

/* A child of CLONE_PARENT does not show who created it (family.c). */
static bool shows(uint64_t flags)
{
	enum { SHARED = CLONE_VM | CLONE_THREAD };

	return !(flags & (CLONE_UNTRACED | CLONE_PARENT)) && (flags & SHARED) == (flags_of(event_of(flags)) & SHARED);
}

bool clone_event_shows(int id, const uint64_t *values)
{
	return id == CALL_fork || id == CALL_vfork || (id == CALL_clone && values && shows(values[0]));
}

void clone_event_take(struct task *task, int event)
{
	task->clone_flags = flags_of(event);
}

/* --- at the call --- */

void clone_event_prepare(struct task *task, const struct call_info *call)
{
	task->in_clone = clone_event_is_clone(call->id);
	task->clone_flags = call->id == CALL_vfork ? CLONE_VM | CLONE_VFORK : 0;
	if (call->id == CALL_clone)
		prepare_clone(task, call);
	if (call->id == CALL_clone3)
		prepare_clone3(task, call);
}

void clone_event_inherit(struct task *child, const struct task *parent)
{
	child->given.arch = parent->given.arch;
	child->given.arguments = parent->given.arguments;
	memcpy(child->given.before, parent->given.before, sizeof(child->given.before));
}

void clone_event_settle(struct task *task)
{
	for (unsigned i = 0; i < GIVEN_MOST; i++)
		if (task->given.arguments & 1u << i)
			registers_restore_argument(task->tid, task->given.arch, i, task->given.before[i]);
	if (task->given.edited)
		memory_write(task->tid, task->given.edited, &task->clone_flags, sizeof(task->clone_flags));
	clone_event_release(task);
}

void clone_event_release(struct task *task)
{
	if (task->space)
		task->space->clone_rooms &= ~task->given.room;
	task->given = (struct given){ 0 };
}
