/* SPDX-License-Identifier: Apache-2.0 */
/*
 * implied: what must be answered although no trace can show that it is needed:
 * calls that the kernel or libc makes in the program's name (core/libc/implied.def),
 * selector values that libc uses as it likes (core/libc/libc_values.def), and calls
 * whose refusal libc understands only as ENOSYS (core/libc/fallbacks.def).
 */
#ifndef CORE_IMPLIED_H
#define CORE_IMPLIED_H

#include <stdbool.h>
#include <stddef.h>

#include "core/kernel/syscall.h"

struct implied {
	enum syscall_id call;
	enum syscall_id when;                 /* added when this is allowed; CALL_UNKNOWN: always */
	bool unavoidable;                     /* added by --exact as well */
	const char *by;                       /* who makes it: "kernel", "glibc 2.34 malloc", … */
};

struct libc_value {
	enum role role;
	uint64_t value;
	uint64_t when;                        /* added where this value was seen; equal to value: always */
	const char *by;
};

struct fallback {
	enum syscall_id call;                 /* answered ENOSYS where it is not allowed */
	enum syscall_id instead;              /* what its callers then use */
	const char *by;                       /* who falls back */
};

size_t implied_count(void);
const struct implied *implied_at(size_t i);
size_t libc_value_count(void);
const struct libc_value *libc_value_at(size_t i);
size_t fallback_count(void);
const struct fallback *fallback_at(size_t i);

#endif
