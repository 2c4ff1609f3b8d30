/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The addresses are absolute, so a copy of the bytes works as well. Only
 * registers that a called function may change are changed: x86_64's fourth
 * argument is moved to %r10, where the kernel expects it, and %ebx of i386 is
 * saved on the stack.
 */
#include "tracer/space/probe_code.h"

#include <stddef.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/user.h>

#include "tracer/process/memory.h"

enum { SWITCH = 1 };                          /* the distance of the first jump */

const struct probe_switch probe_switch = { SWITCH, 0 };

static const unsigned char wide[] = {
	0xeb, 0x0c,                           /*  0: jmp 14; disarmed: jmp 2 */
	0x48, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0,   /*  2: movabs $function,%rax */
	0xff, 0xe0,                           /* 12: jmp *%rax */
	0x49, 0x89, 0xca,                     /* 14: mov %rcx,%r10 */
	0xb8, 0, 0, 0, 0,                     /* 17: mov $nr,%eax */
	0x0f, 0x05,                           /* 22: syscall */
	0xc3,                                 /* 24: ret */
};

static const unsigned char narrow[] = {
	0xeb, 0x07,                           /*  0: jmp 9; disarmed: jmp 2 */
	0xb8, 0, 0, 0, 0,                     /*  2: mov $function,%eax */
	0xff, 0xe0,                           /*  7: jmp *%eax */
	0x53,                                 /*  9: push %ebx */
	0x8b, 0x5c, 0x24, 0x08,               /* 10: mov 8(%esp),%ebx */
	0x8b, 0x4c, 0x24, 0x0c,               /* 14: mov 12(%esp),%ecx */
	0x8b, 0x54, 0x24, 0x10,               /* 18: mov 16(%esp),%edx */
	0xb8, 0, 0, 0, 0,                     /* 22: mov $nr,%eax */
	0xcd, 0x80,                           /* 27: int $0x80 */
	0x5b,                                 /* 29: pop %ebx */
	0xc3,                                 /* 30: ret */
};

static const struct template {
	enum arch arch;
	const unsigned char *bytes;
	unsigned size, function, word, nr, landing;  /* offsets; the function's address has `word` bytes */
} templates[] = {
	{ ARCH_X86_64, wide,   sizeof(wide),   4, 8, 18, 24 },
	{ ARCH_I386,   narrow, sizeof(narrow), 3, 4, 23, 29 },
};

static const struct template *template_of(enum arch arch)
{
	for (size_t i = 0; i < sizeof(templates) / sizeof(*templates); i++)
		if (templates[i].arch == arch)
			return &templates[i];
	return NULL;
}

bool probe_code(unsigned char code[PROBE_CODE], enum arch arch, uint64_t function, uint32_t nr)
{
	const struct template *template = template_of(arch);

	if (!template)
		return false;
	memset(code, 0xcc, PROBE_CODE);
	memcpy(code, template->bytes, template->size);
	memcpy(code + template->function, &function, template->word);
	memcpy(code + template->nr, &nr, sizeof(nr));
	return true;
}

unsigned probe_landing(enum arch arch)
{
	return template_of(arch)->landing;
}

bool probe_code_equals(const unsigned char *code, const unsigned char *bytes, enum arch arch)
{
	unsigned size = template_of(arch)->size;

	return code[0] == bytes[0] && !memcmp(code + SWITCH + 1, bytes + SWITCH + 1, size - SWITCH - 1);
}

static void undo(struct user_regs_struct *regs, pid_t tid, enum arch arch)
{
	uint64_t kept = 0;

	if (arch == ARCH_X86_64) {
		regs->rcx = regs->r10;
		return;
	}
	memory_read_word(tid, regs->rsp, 4, &kept);
	regs->rbx = kept;
	regs->rsp += 4;
}

void probe_code_leave(pid_t tid, enum arch arch, uint64_t function)
{
	struct user_regs_struct regs;

	if (ptrace(PTRACE_GETREGS, tid, NULL, &regs))
		return;
	undo(&regs, tid, arch);
	regs.orig_rax = (unsigned long long)-1;   /* no call, so nothing to restart */
	regs.rip = function;
	ptrace(PTRACE_SETREGS, tid, NULL, &regs);
}
