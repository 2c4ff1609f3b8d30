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

/* A call of this audit arch and number, without its arguments. False: an unknown arch; *call is unchanged. */
bool call_begin(struct call_info *call, uint32_t audit, uint64_t nr, uint64_t ip, uint64_t sp);

/* Decodes what PTRACE_GET_SYSCALL_INFO reports at syscall entry or at a seccomp
 * stop. False if the arch is not supported; *call is then unchanged. */
bool call_decode(struct call_info *call, const struct __ptrace_syscall_info *info);

#endif
