/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ptrace returns the registers of 32-bit code in the 64-bit struct. A call's
 * number is in orig_rax, which the kernel sets to -1 outside a call, and its
 * result in rax. The system call instructions (syscall, int $0x80, and the
 * landing of sysenter) are two bytes long, so the last one starts two bytes
 * before the instruction pointer.
 */
#include "tracer/process/registers.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "tracer/process/memory.h"

enum { INSTRUCTION = 2 };
enum { USER32_CS = 0x23 };                    /* arch/x86/include/asm/segment.h, __USER32_CS */

static const unsigned long long no_call = -1ull;

static bool read_all(pid_t tid, struct user_regs_struct *regs)
{
	return !ptrace(PTRACE_GETREGS, tid, NULL, regs);
}

static bool write_all(pid_t tid, struct user_regs_struct *regs)
{
	return !ptrace(PTRACE_SETREGS, tid, NULL, regs);
}

static bool write_one(pid_t tid, size_t offset, uint64_t value)
{
	return !ptrace(PTRACE_POKEUSER, tid, (void *)offset, (void *)(uintptr_t)value);
}

uint64_t registers_stack_and_arch(pid_t tid, enum arch *arch)
{
	struct user_regs_struct regs;
	bool read = read_all(tid, &regs);

	*arch = read && regs.cs == USER32_CS ? ARCH_I386 : ARCH_X86_64;
	return read ? regs.rsp : 0;
}

uint64_t registers_stack_pointer(pid_t tid)
{
	enum arch arch;

	return registers_stack_and_arch(tid, &arch);
}

enum arch registers_arch(pid_t tid)
{
	enum arch arch;

	registers_stack_and_arch(tid, &arch);
	return arch;
}

/* A call instruction pushes the return address. */
bool registers_caller(pid_t tid, enum arch arch, uint64_t *ip, uint64_t *sp)
{
	unsigned word = arch_info(arch)->bits / 8;
	uint64_t top = registers_stack_pointer(tid);

	*sp = top + word;
	return top && memory_read_word(tid, top, word, ip) && *ip;
}

/* --- arguments --- */

/* Argument registers of the two conventions, i386's first. */
static const size_t argument_at[][SYSCALL_ARGS] = {
	{ offsetof(struct user, regs.rbx), offsetof(struct user, regs.rcx), offsetof(struct user, regs.rdx),
	  offsetof(struct user, regs.rsi), offsetof(struct user, regs.rdi), offsetof(struct user, regs.rbp) },
	{ offsetof(struct user, regs.rdi), offsetof(struct user, regs.rsi), offsetof(struct user, regs.rdx),
	  offsetof(struct user, regs.r10), offsetof(struct user, regs.r8), offsetof(struct user, regs.r9) },
};

static const size_t *arguments_of(enum arch arch)
{
	return argument_at[arch != ARCH_I386];
}

void registers_set_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value)
{
	write_one(tid, arguments_of(arch)[argument], value);
}

void registers_restore_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value)
{
	registers_set_argument(tid, arch, argument, value);
}

static uint64_t argument(const struct user_regs_struct *regs, enum arch arch, unsigned i)
{
	uint64_t value = *(const unsigned long long *)((const char *)regs + arguments_of(arch)[i] - offsetof(struct user, regs));

	return arch == ARCH_I386 ? (uint32_t)value : value;
}

static bool decode(pid_t tid, const struct user_regs_struct *regs, struct call_info *call)
{
	struct __ptrace_syscall_info about;

	if (ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof(about), &about) <= 0)
		return false;
	if (!call_begin(call, about.arch, regs->orig_rax, regs->rip, regs->rsp))
		return false;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		call->args[i] = argument(regs, call->arch, i);
	return true;
}

bool registers_call(pid_t tid, struct call_info *call)
{
	struct user_regs_struct regs;

	return read_all(tid, &regs) && decode(tid, &regs, call);
}

bool registers_call_failed(pid_t tid, int error, struct call_info *call)
{
	struct user_regs_struct regs;

	return read_all(tid, &regs) && (long)regs.orig_rax >= 0 && (int)regs.rax == -error && decode(tid, &regs, call);
}

/* --- results --- */

void registers_set_result(pid_t tid, int64_t result)
{
	write_one(tid, offsetof(struct user, regs.rax), (uint64_t)result);
}

void registers_skip_call(pid_t tid, int64_t result)
{
	write_one(tid, offsetof(struct user, regs.orig_rax), no_call);
	registers_set_result(tid, result);
}

/* --- restarting a call --- */

static void set_back(struct user_regs_struct *regs, unsigned long long result_of)
{
	regs->rax = regs->orig_rax;
	regs->orig_rax = result_of;
	regs->rip -= INSTRUCTION;
}

static uint64_t repeat(pid_t tid, bool skipped)
{
	struct user_regs_struct regs;

	if (!read_all(tid, &regs))
		return 0;
	set_back(&regs, skipped ? no_call : regs.orig_rax);
	return write_all(tid, &regs) ? regs.rip : 0;
}

uint64_t registers_repeat_call(pid_t tid)
{
	return repeat(tid, false);
}

void registers_repeat_skipped(pid_t tid)
{
	repeat(tid, true);
}

void registers_end_repeated(pid_t tid, uint64_t at, int error)
{
	struct user_regs_struct regs;

	if (!read_all(tid, &regs) || regs.rip != at)
		return;
	regs.rax = (unsigned long long)-error;
	regs.rip += INSTRUCTION;
	write_all(tid, &regs);
}

/* --- calls of ours --- */

static_assert(sizeof(struct user_regs_struct) <= REGISTERS_SIZE, "room for all registers");

bool registers_save(pid_t tid, struct registers *all)
{
	all->size = sizeof(struct user_regs_struct);
	return !ptrace(PTRACE_GETREGS, tid, NULL, all->bytes);
}

bool registers_give_back(pid_t tid, const struct registers *all)
{
	return !ptrace(PTRACE_SETREGS, tid, NULL, all->bytes);
}

bool registers_make_call(pid_t tid, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS])
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		registers_set_argument(tid, arch, i, args[i]);
	return write_one(tid, offsetof(struct user, regs.orig_rax), nr);
}

bool registers_return_to_call(pid_t tid, const struct registers *entry)
{
	struct user_regs_struct regs;

	memcpy(&regs, entry->bytes, sizeof(regs));
	set_back(&regs, no_call);
	return write_all(tid, &regs);
}
