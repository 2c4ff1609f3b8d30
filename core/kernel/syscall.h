/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syscall: names inside the program, numbers at its edges.
 *
 * Code uses enum syscall_id. Numbers are in core/kernel/syscalls.def, one row a
 * call and one column an arch; the meaning of each call (its category and the
 * role of each argument) is in core/kernel/signatures.def. Differences between
 * archs are rows in core/kernel/quirks.def.
 */
#ifndef CORE_SYSCALL_H
#define CORE_SYSCALL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/kernel/arch.h"
#include "core/kernel/category.h"
#include "core/kernel/role.h"

enum syscall_id {
#define SYSCALL(name, ...) CALL_##name,
#include "core/kernel/syscalls.def"
#undef SYSCALL
	CALL_COUNT,
	CALL_UNKNOWN = -1                     /* a number that no table has */
};

enum { SYSCALL_ARGS = 6 };

const char *syscall_name(enum syscall_id id);
const char *syscall_name_at(unsigned i);       /* NULL past the last */

/* Appends a line: these words, and the names of the calls that `has` has. Nothing if it has none. */
struct text;
void syscall_report(const char *words, const bool has[CALL_COUNT], struct text *out);
const char *syscall_since(enum syscall_id id);       /* kernel version, or "" if unknown */
enum category syscall_category(enum syscall_id id);
int syscall_by_name(const char *name);               /* enum syscall_id, or CALL_UNKNOWN */

/* Numbers as the kernel reports them: x32 numbers have bit 30 set. */
int64_t syscall_nr(enum syscall_id id, enum arch arch);      /* -1 if the arch has none */
int syscall_by_nr(enum arch arch, uint32_t nr);              /* enum syscall_id, or CALL_UNKNOWN */
bool syscall_exists(enum syscall_id id, enum arch arch);

/* Above every number in the table: a call of a later kernel. */
bool syscall_is_newer(enum arch arch, uint32_t nr);

/* ROLE__ if the call has no such argument on that arch. */
enum role syscall_role(enum syscall_id id, enum arch arch, unsigned arg);
/* Position; -1 if the call has no such argument, or more than one. Every call has the register
 * roles, even one without a name. */
int syscall_arg(enum syscall_id id, enum arch arch, enum role role);

/* The same by the name of the role, which it returns too. */
int syscall_arg_named(enum syscall_id id, enum arch arch, const char *name, enum role *role);

/* The bits of that argument that the kernel reads and a rule compares: role_mask(), but the low 32
 * for x32's own entries (from 512 on, compat_sys_*). */
uint64_t syscall_mask(enum syscall_id id, enum arch arch, enum role role);

/* The name, or the number for a call without one. */
const char *syscall_label(enum arch arch, uint32_t nr, char buffer[16]);

#endif
