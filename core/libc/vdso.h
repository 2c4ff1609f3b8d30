/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vdso: the system calls equivalent to a vDSO function, one row each in
 * core/libc/vdso.def: the calls that libc makes if the kernel provides no vDSO.
 */
#ifndef CORE_VDSO_H
#define CORE_VDSO_H

#include <stddef.h>

#include "core/kernel/arch.h"
#include "core/kernel/syscall.h"
#include "core/libc/implied.h"

enum { VDSO_CALLS = 4 };

struct vdso_function {
	enum arch arch;
	const char *symbol;                   /* "__vdso_clock_gettime" */
	enum syscall_id call[VDSO_CALLS];     /* its own call first, then libc's fallbacks; padded with CALL_UNKNOWN */
};

size_t vdso_function_count(void);
const struct vdso_function *vdso_function_at(size_t i);
const struct vdso_function *vdso_function_find(enum arch arch, const char *symbol);  /* NULL: unknown function */

/* The only arguments with which libc makes a call on first use of a function: IMPLIED_CONDITIONS,
 * padded with ROLE__; NULL: any. */
const struct condition *vdso_arguments(enum syscall_id call);

#endif
