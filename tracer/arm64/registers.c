/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The register set of a task has the size of its arch: struct user_pt_regs, or
 * the 18 words of 32-bit Arm. The number of the call being made is a set of its
 * own (NT_ARM_SYSTEM_CALL); that of the next one is in x8 or r7.
 *
 * x0 is both the first argument and the result. The kernel keeps the argument
 * aside, to restart the call with it, and does not show it after the call. It
 * also forgets that there was a call before it reports a signal. So what needs
 * either is not supported, and says so below.
 */
#include "tracer/process/registers.h"

#include <assert.h>
#include <elf.h>
#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "core/base/mem.h"

enum { X0 = 0, WORDS = 34 };

static const struct layout {
	enum arch arch;
	unsigned word, words, sp, lr, pc, nr; /* bytes of a register, and indexes */
} layouts[] = {
	{ ARCH_ARM64, 8, WORDS, 31, 30, 32, 8 },      /* x0 … x30, sp, pc, pstate */
	{ ARCH_ARM,   4, 18,    13, 14, 15, 7 },      /* r0 … r15, cpsr, the first argument */
};

struct set {
	const struct layout *layout;
	unsigned char bytes[WORDS * sizeof(uint64_t)];
};

static size_t size_of(const struct layout *layout)
{
	return (size_t)layout->word * layout->words;
}

static bool read_all(pid_t tid, struct set *set)
{
	struct iovec into = { set->bytes, sizeof(set->bytes) };

	if (ptrace(PTRACE_GETREGSET, tid, (void *)NT_PRSTATUS, &into))
		return false;
	for (size_t i = 0; i < COUNT_OF(layouts); i++) {
		set->layout = &layouts[i];
		if (into.iov_len == size_of(&layouts[i]))
			return true;
	}
	return false;
}

static bool write_all(pid_t tid, struct set *set)
{
	struct iovec from = { set->bytes, size_of(set->layout) };

	return !ptrace(PTRACE_SETREGSET, tid, (void *)NT_PRSTATUS, &from);
}

static uint64_t get(const struct set *set, unsigned at)
{
	uint64_t value = 0;                   /* little endian, as the table of archs */

	memcpy(&value, set->bytes + at * set->layout->word, set->layout->word);
	return value;
}

static void put(struct set *set, unsigned at, uint64_t value)
{
	memcpy(set->bytes + at * set->layout->word, &value, set->layout->word);
}

static void write_one(pid_t tid, unsigned at, uint64_t value)
{
	struct set set;

	if (!read_all(tid, &set))
		return;
	put(&set, at, value);
	write_all(tid, &set);
}

uint64_t registers_stack_and_arch(pid_t tid, enum arch *arch)
{
	struct set set;
	bool read = read_all(tid, &set);

	*arch = read ? set.layout->arch : ARCH_ARM64;
	return read ? get(&set, set.layout->sp) : 0;
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

/* A call instruction leaves the return address in the link register; its lowest
 * bit on 32-bit Arm says Thumb. */
bool registers_caller(pid_t tid, enum arch arch, uint64_t *ip, uint64_t *sp)
{
	struct set set;

	if (!read_all(tid, &set) || set.layout->arch != arch)
		return false;
	*ip = get(&set, set.layout->lr) & ~UINT64_C(1);
	*sp = get(&set, set.layout->sp);
	return *ip;
}

/* --- arguments --- */

void registers_set_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value)
{
	(void)arch;
	write_one(tid, X0 + argument, value);
}

void registers_restore_argument(pid_t tid, enum arch arch, unsigned argument, uint64_t value)
{
	if (X0 + argument != X0)              /* which holds the result */
		registers_set_argument(tid, arch, argument, value);
}

bool registers_call(pid_t tid, struct call_info *call)
{
	struct __ptrace_syscall_info about;
	struct set set;

	if (!read_all(tid, &set) || ptrace(PTRACE_GET_SYSCALL_INFO, tid, (void *)sizeof(about), &about) <= 0)
		return false;
	if (!call_begin(call, about.arch, get(&set, set.layout->nr), get(&set, set.layout->pc), get(&set, set.layout->sp)))
		return false;
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		call->args[i] = get(&set, X0 + i);
	return true;
}

/* Not supported: at the stop of a signal nothing shows whether a call failed. So
 * an EINTR that tracing causes is not hidden. */
bool registers_call_failed(pid_t tid, int error, struct call_info *call)
{
	(void)tid; (void)error; (void)call;
	return false;
}

/* --- results --- */

void registers_set_result(pid_t tid, int64_t result)
{
	write_one(tid, X0, (uint64_t)result);
}

static bool set_number(pid_t tid, int nr)
{
	struct iovec from = { &nr, sizeof(nr) };

	return !ptrace(PTRACE_SETREGSET, tid, (void *)NT_ARM_SYSTEM_CALL, &from);
}

void registers_skip_call(pid_t tid, int64_t result)
{
	set_number(tid, -1);
	registers_set_result(tid, result);
}

/* --- restarting a call --- */

/* Not supported: the result has replaced the first argument. */
uint64_t registers_repeat_call(pid_t tid)
{
	(void)tid;
	return 0;
}

static unsigned instruction_size(const struct set *set)
{
	enum { CPSR = 16, THUMB = 1 << 5 };

	return set->layout->arch == ARCH_ARM && get(set, CPSR) & THUMB ? 2 : 4;
}

/* From registers at the entry of a call, where x0 is its argument. */
static bool set_back(pid_t tid, struct set *set)
{
	put(set, set->layout->pc, get(set, set->layout->pc) - instruction_size(set));
	return write_all(tid, set) && set_number(tid, -1);
}

/* A skipped call has no result yet. */
void registers_repeat_skipped(pid_t tid)
{
	struct set set;

	if (read_all(tid, &set))
		set_back(tid, &set);
}

/* No call was repeated. */
void registers_end_repeated(pid_t tid, uint64_t at, int error)
{
	(void)tid; (void)at; (void)error;
}

/* --- calls of ours --- */

static_assert(sizeof(((struct set *)0)->bytes) <= REGISTERS_SIZE, "room for all registers");

bool registers_save(pid_t tid, struct registers *all)
{
	struct set set;

	if (!read_all(tid, &set))
		return false;
	all->size = size_of(set.layout);
	memcpy(all->bytes, set.bytes, all->size);
	return true;
}

static struct set as_saved(const struct registers *all)
{
	struct set set = { .layout = &layouts[all->size != size_of(&layouts[0])] };

	memcpy(set.bytes, all->bytes, all->size);
	return set;
}

bool registers_give_back(pid_t tid, const struct registers *all)
{
	struct set set = as_saved(all);

	return write_all(tid, &set);
}

bool registers_make_call(pid_t tid, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS])
{
	for (unsigned i = 0; i < SYSCALL_ARGS; i++)
		registers_set_argument(tid, arch, i, args[i]);
	return set_number(tid, (int)nr);
}

bool registers_return_to_call(pid_t tid, const struct registers *entry)
{
	struct set set = as_saved(entry);

	return set_back(tid, &set);
}
