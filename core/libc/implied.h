/* SPDX-License-Identifier: Apache-2.0 */
/*
 * implied: what a policy must handle although no trace can show the need: calls
 * that the kernel or libc makes for the program (core/libc/implied.def), selector
 * values that libc chooses freely (core/libc/libc_values.def), and calls that must
 * fail with ENOSYS for libc to fall back (core/libc/fallbacks.def).
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
	const char *by;                       /* caller: "kernel", "glibc 2.34 malloc", … */
};

struct libc_value {
	enum role role;
	uint64_t value;
	uint64_t when;                        /* added if this value was seen; equal to value: always */
	const char *by;
};

struct fallback {
	enum syscall_id call;                 /* returns ENOSYS unless allowed */
	enum syscall_id instead;              /* what callers then use */
	const char *by;                       /* which callers fall back */
};

size_t implied_count(void);
const struct implied *implied_at(size_t i);
size_t libc_value_count(void);
const struct libc_value *libc_value_at(size_t i);
size_t fallback_count(void);
const struct fallback *fallback_at(size_t i);

#endif
