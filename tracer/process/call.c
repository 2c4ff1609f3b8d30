/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The kernel reports the arch of each call, not of the program.
 */
#include "tracer/process/call.h"

#include <sys/ptrace.h>

bool call_begin(struct call_info *call, uint32_t audit, uint64_t nr, uint64_t ip, uint64_t sp)
{
	int arch = arch_of_call(audit, (uint32_t)nr);

	if (arch < 0)
		return false;
	*call = (struct call_info){ .arch = (enum arch)arch, .nr = (uint32_t)nr, .ip = ip, .sp = sp };
	call->id = syscall_by_nr(call->arch, call->nr);
	return true;
}

bool call_decode(struct call_info *call, const struct __ptrace_syscall_info *info)
{
	bool seccomp = info->op == PTRACE_SYSCALL_INFO_SECCOMP;
	uint64_t nr = seccomp ? info->seccomp.nr : info->entry.nr;
	const uint64_t *args = seccomp ? info->seccomp.args : info->entry.args;

	if (!call_begin(call, info->arch, nr, info->instruction_pointer, info->stack_pointer))
		return false;
	for (int i = 0; i < SYSCALL_ARGS; i++)
		call->args[i] = args[i];
	return true;
}
