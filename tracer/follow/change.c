/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Maps a call to the range that it unmaps, and lists what is lost with that
 * range.
 */
#include "tracer/follow/change.h"

#include <sys/mman.h>
#include <sys/ptrace.h>

#include "tracer/process/memory.h"
#include "tracer/process/served.h"
#include "tracer/space/probe.h"
#include "tracer/space/urings.h"

/* The old mmap takes a pointer to its arguments (core/kernel/quirks.def). */
static bool read_mmap(const struct task *task, enum arch arch, uint64_t args[SYSCALL_ARGS])
{
	unsigned word = arch_info(arch)->bits / 8;
	uint64_t at = args[0];

	if (syscall_role(CALL_mmap, arch, 0) != ROLE_ptr)
		return true;
	if (task->space->served && served_at_hand(task->space->served, task->tid, at, SYSCALL_ARGS * word) < SYSCALL_ARGS * word)
		return false;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		if (!memory_read_word(task->tid, at + i * word, word, &args[i]))
			return false;
	return true;
}

static bool range_of(const struct task *task, const struct call_info *call, struct mapping_change *range)
{
	uint64_t args[SYSCALL_ARGS];

	for (int i = 0; i < SYSCALL_ARGS; i++)
		args[i] = call->args[i];
	switch (call->id) {
	case CALL_munmap:
	case CALL_mremap:
		break;
	case CALL_mmap:
		if (!read_mmap(task, call->arch, args))
			return false;
		/* fall through */
	case CALL_mmap2:
		if (!(args[3] & MAP_FIXED))
			return false;
		break;
	default:
		return false;
	}
	*range = (struct mapping_change){ .start = args[0], .size = args[1], .what = call->id };
	return range->size > 0;
}

static bool holds_vdso(const struct address_space *space, const struct mapping_change *range)
{
	return space->vdso && space->vdso - range->start < range->size;
}

bool change_may_move(int id)
{
	return id == CALL_mremap;
}

bool change_at_entry(struct task *task, const struct call_info *call)
{
	struct mapping_change range;

	change_release(task);
	if (!range_of(task, call, &range))
		return false;
	bool code = address_space_forget(task->space, range.start, range.size) || holds_vdso(task->space, &range);
	if (!code && !urings_hold(task->space->urings, range.start, range.size))
		return false;
	task->change = range;
	task->space->unsettled++;
	return true;
}

static void take_in(struct task *task, uint64_t result)
{
	const struct mapping_change *range = &task->change;
	struct address_space *space = task->space;

	address_space_forget(space, range->start, range->size);
	if (range->what == CALL_munmap)
		urings_forget(space->urings, range->start, range->size);
	if (range->what == CALL_mremap && holds_vdso(space, range))
		probe_move(space, task->tid, space->vdso - range->start + result);
	else if (holds_vdso(space, range))
		probe_forget(space);
}

void change_at_exit(struct task *task)
{
	struct __ptrace_syscall_info info = { 0 };

	if (!task->change.size)
		return;
	if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof(info), &info) > 0 &&
	    info.op == PTRACE_SYSCALL_INFO_EXIT && !info.exit.is_error)
		take_in(task, (uint64_t)info.exit.rval);
	change_release(task);
}

void change_release(struct task *task)
{
	if (!task->change.size)
		return;
	task->change.size = 0;
	if (task->space)
		task->space->unsettled--;
}
