/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi: what does not depend on a task's registers, one row for each arch whose
 * programs this processor runs.
 *
 * One folder per processor implements this header, registers.h and
 * probe_code.h.
 */
#ifndef TRACER_ABI_H
#define TRACER_ABI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/arch.h"

struct abi {
	enum arch arch;
	unsigned red_zone;                    /* bytes below the stack pointer that a function may use */
	bool pushes_return;                   /* a call instruction pushes the return address */
	unsigned dwarf_stack_pointer;         /* the number that DWARF gives the stack pointer */
	unsigned char call[4];                /* a system call instruction */
	unsigned call_size;                   /* bytes of it; 0: depends on more than the arch */
	const char *call_function;            /* of the vDSO: all its and libc's calls are made there; NULL: none */
};

extern const enum arch abi_native;            /* of this program */

/* The row of an arch of this processor. */
const struct abi *abi_of(enum arch arch);

/* Whether a call made there is emulated: it has no entry stop, but filters see it. */
bool abi_is_vsyscall(uint64_t ip);

/* At a call made in call_function: the offset of that function's return address
 * from the stack pointer. `code` are the bytes of the function. */
unsigned abi_return_offset(const unsigned char *code, size_t size);

#endif
