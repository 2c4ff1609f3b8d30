/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_strace_text: how strace spells a line, its arguments and their values.
 * Nothing here knows of a trace.
 */
#ifndef TRACER_IMPORT_STRACE_TEXT_H
#define TRACER_IMPORT_STRACE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/kernel/role.h"
#include "core/kernel/syscall.h"
#include "core/trace/trace.h"
#include "tracer/import/call.h"

/* What stands before a call: -f, -t, -r, -n, -i, --secontext. */
struct strace_prefix {
	uint32_t pid;                         /* 0: not told */
	bool has_nr;
	uint32_t nr;
	const char *rest;
};
void strace_prefix(const char *line, struct strace_prefix *out);

struct strace_slice {
	const char *at;
	size_t length;
};

/* From behind the opening parenthesis. What is unfinished has the arguments until there, and
 * what is cut off those that a comma ended. */
struct strace_args {
	struct strace_slice arg[SYSCALL_ARGS];
	unsigned count;
	const char *result;                   /* behind "= "; NULL where there is none */
};
void strace_args(const char *at, struct strace_args *out);

/* The value of `name=` in front of a slice, or anywhere in a struct; at is NULL where there is none. */
struct strace_slice strace_member(struct strace_slice slice, const char *name);

/* Without the name that -N puts in front of an argument. */
struct strace_slice strace_unnamed(struct strace_slice slice);

/* False where the words are not all known: nothing is guessed. */
bool strace_value(enum role role, struct strace_slice slice, uint64_t *value);

/* What a line of SIGSYS says: "--- SIGSYS {…, si_syscall=__NR_read, si_arch=AUDIT_ARCH_X86_64} ---". */
struct strace_trap {
	bool call;                            /* it was sent for a call, and not by a process */
	enum arch arch;
	uint32_t nr;
	int id;                               /* enum syscall_id, or CALL_UNKNOWN */
};
bool strace_is_trap(const char *at);
bool strace_trap(const char *at, struct strace_trap *out);    /* false where it does not say which call */

/* What -yy says of a descriptor, as a recorder names it. False where that is not told. */
bool strace_driver(struct strace_slice fd, char name[TRACE_DRIVER_NAME]);

/* A line of -k: "> /usr/lib/libc.so.6(read+0x7) [0x10adc7]". False where no image is told. */
bool strace_frame(const char *at, struct imported_frame *out);

/* The number behind "= -1 ENOENT (…)" negated; 0 where it is no error. */
int strace_error(const char *result);

#endif
