/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace_text: parses a line of strace, its arguments and their values.
 * Independent of the trace.
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

/* What precedes a call: -f, -t, -r, -n, -i, --secontext. */
struct strace_prefix {
	uint32_t pid;                         /* 0: not given */
	bool has_nr;
	uint32_t nr;
	const char *rest;
};
void strace_prefix(const char *line, struct strace_prefix *out);

struct strace_slice {
	const char *at;
	size_t length;
};

/* Starts after the opening parenthesis. An unfinished line has the arguments so
 * far; a truncated one those followed by a comma. */
struct strace_args {
	struct strace_slice arg[SYSCALL_ARGS];
	unsigned count;
	const char *end;                      /* where they end: at the parenthesis, an interruption or the end of the line */
	const char *behind;                   /* after the closing parenthesis and blanks; NULL if there is none */
	const char *result;                   /* after "= "; NULL if there is none */
};
void strace_args(const char *at, struct strace_args *out);

/* The value of `name=` at the start of a slice, or anywhere in a struct; at is
 * NULL if there is none. */
struct strace_slice strace_member(struct strace_slice slice, const char *name);

/* Without the name that -N puts before an argument. */
struct strace_slice strace_unnamed(struct strace_slice slice);

/* False unless all words are known: nothing is guessed. */
bool strace_value(enum role role, struct strace_slice slice, uint64_t *value);

/* The content of a SIGSYS line: "--- SIGSYS {…, si_syscall=__NR_read,
 * si_arch=AUDIT_ARCH_X86_64} ---". */
struct strace_trap {
	bool call;                            /* it was sent for a call, or may have been: not surely by a process */
	enum arch arch;
	uint32_t nr;
	int id;                               /* enum syscall_id, or CALL_UNKNOWN */
};
bool strace_is_trap(const char *at);
bool strace_trap(const char *at, struct strace_trap *out);    /* false if it does not name the call */

/* The driver in a -yy suffix, named as a recorder names it. False if the suffix
 * does not show it. */
bool strace_driver(struct strace_slice fd, char name[TRACE_DRIVER_NAME]);

/* A line of -k: "> /usr/lib/libc.so.6(read+0x7) [0x10adc7]". False if it has no image. */
bool strace_frame(const char *at, struct imported_frame *out);

/* The number of "= -1 ENOENT (…)" negated; 0 if it is not an error. */
int strace_error(const char *result);

#endif
