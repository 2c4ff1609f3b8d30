/* SPDX-License-Identifier: Apache-2.0 */
/*
 * call: a system call at its entry.
 */
#ifndef TRACER_CALL_H
#define TRACER_CALL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "core/kernel/syscall.h"

struct __ptrace_syscall_info;

struct call_info {
	enum arch arch;
	uint32_t nr;
	int id;                               /* enum syscall_id */
	uint64_t args[SYSCALL_ARGS];
	uint64_t ip, sp;
};

/* Decodes what PTRACE_GET_SYSCALL_INFO reports at syscall entry or at a seccomp
 * stop. False if the arch is not supported; *call is then unchanged. */
bool call_decode(struct call_info *call, const struct __ptrace_syscall_info *info);

#endif
