/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The breakpoint is one byte, 0xcc, written into the tracee's own copy of the
 * vDSO page. Threads may run into it together: the first takes it out, and the
 * others, stopped behind a byte that is no breakpoint any more, are only set
 * back by one.
 */
#include "tracer/probe.h"

#include <elf.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "tracer/memory.h"

enum { SI_FROM_KERNEL = 0x80, AT_IGNORED = 1 };

static const uint8_t breakpoint = 0xcc;

void probe_arm(struct space *space, pid_t tid)
{
	for (size_t i = 0; space->vdso && i < space->image.count; i++) {
		const struct vdso_symbol *symbol = &space->image.symbol[i];
		struct probe probe = { .address = space->vdso + symbol->offset, .armed = true,
		                       .function = vdso_function_find(space->arch, symbol->name) };

		if (!probe.function || space->probe_count == SPACE_PROBES)
			continue;
		if (memory_read(tid, probe.address, &probe.byte, 1) == 1 && memory_write(tid, probe.address, &breakpoint, 1))
			space->probe[space->probe_count++] = probe;
	}
}

static bool is_breakpoint_signal(pid_t tid)
{
	siginfo_t info;

	return !ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) && info.si_code == SI_FROM_KERNEL;
}

static struct probe *probe_at(struct space *space, uint64_t address)
{
	for (size_t i = 0; i < space->probe_count; i++)
		if (space->probe[i].address == address)
			return &space->probe[i];
	return NULL;
}

const struct probe *probe_hit(struct space *space, pid_t tid, bool *first)
{
	if (!space->probe_count || !is_breakpoint_signal(tid))
		return NULL;
	uint64_t ip = (uint64_t)ptrace(PTRACE_PEEKUSER, tid, offsetof(struct user, regs.rip), NULL) - 1;
	struct probe *probe = probe_at(space, ip);
	if (!probe)
		return NULL;
	*first = probe->armed;
	if (probe->armed)
		memory_write(tid, probe->address, &probe->byte, 1);
	probe->armed = false;
	ptrace(PTRACE_POKEUSER, tid, offsetof(struct user, regs.rip), (void *)(uintptr_t)ip);
	return probe;
}

/* argc, argv…, NULL, envp…, NULL: the vector begins behind the second NULL. */
static bool find_auxv(pid_t tid, unsigned word, uint64_t *at)
{
	uint64_t value;

	*at = (uint64_t)ptrace(PTRACE_PEEKUSER, tid, offsetof(struct user, regs.rsp), NULL) + word;
	for (int nulls = 0; nulls < 2; *at += word) {
		if (!memory_read_word(tid, *at, word, &value))
			return false;
		nulls += value == 0;
	}
	return true;
}

bool probe_hide_vdso(struct space *space, pid_t tid)
{
	unsigned word = arch_info(space->arch)->bits / 8;
	uint64_t at, type, ignored = AT_IGNORED;

	if (!find_auxv(tid, word, &at))
		return false;
	for (; memory_read_word(tid, at, word, &type) && type != AT_NULL; at += 2 * word)
		if (type == AT_SYSINFO_EHDR || type == AT_SYSINFO)
			memory_write(tid, at, &ignored, word);
	return true;
}
