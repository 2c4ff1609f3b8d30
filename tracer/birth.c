/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child made with CLONE_UNTRACED would keep our filter and have no tracer:
 * each of its calls would fail with ENOSYS. So the flag is taken out of the
 * register (clone) or of the struct (clone3), and put back when the call ends.
 */
#include "tracer/birth.h"

#include <sched.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "tracer/memory.h"

/* The first argument's register: %rdi, and %ebx on i386. */
static size_t first_argument(enum arch arch)
{
	return arch == ARCH_I386 ? offsetof(struct user, regs.rbx) : offsetof(struct user, regs.rdi);
}

static void write_register(pid_t tid, size_t offset, uint64_t value)
{
	ptrace(PTRACE_POKEUSER, tid, (void *)offset, (void *)(uintptr_t)value);
}

static uint64_t flags_of(pid_t tid, const struct call_info *call)
{
	uint64_t flags = 0;

	switch (call->id) {
	case CALL_vfork:
		return CLONE_VM | CLONE_VFORK;
	case CALL_clone:
		return call->args[0];
	case CALL_clone3:                     /* struct clone_args begins with its flags */
		memory_read_word(tid, call->args[0], 8, &flags);
		return flags;
	default:
		return 0;
	}
}

static bool is_birth(int id)
{
	return id == CALL_fork || id == CALL_vfork || id == CALL_clone || id == CALL_clone3;
}

static void take_out_untraced(struct task *task, const struct call_info *call)
{
	uint64_t flags = task->clone_flags & ~(uint64_t)CLONE_UNTRACED;

	task->untraced.flags = task->clone_flags;
	task->untraced.address = call->id == CALL_clone3 ? call->args[0] : 0;
	if (call->id == CALL_clone3)
		memory_write(task->tid, call->args[0], &flags, sizeof(flags));
	else
		write_register(task->tid, first_argument(call->arch), flags);
}

void birth_prepare(struct task *task, const struct call_info *call)
{
	task->in_birth = is_birth(call->id);
	task->clone_flags = task->in_birth ? flags_of(task->tid, call) : 0;
	if (task->clone_flags & CLONE_UNTRACED)
		take_out_untraced(task, call);
}

void birth_restore(struct task *task)
{
	struct __ptrace_syscall_info info = { 0 };   /* valgrind does not know who fills it in */
	uint64_t flags = task->untraced.flags;

	if (!flags)
		return;
	task->untraced.flags = 0;
	if (task->untraced.address)
		memory_write(task->tid, task->untraced.address, &flags, sizeof(flags));
	else if (ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, (void *)sizeof(info), &info) > 0)
		write_register(task->tid, first_argument((enum arch)arch_of_call(info.arch, 0)), flags);
}
