/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strace_arch: finds the call and the arch that strace means by a name.
 */
#ifndef TRACER_IMPORT_STRACE_ARCH_H
#define TRACER_IMPORT_STRACE_ARCH_H

#include "tracer/import/strace_text.h"
#include "tracer/import/call.h"

/* Takes "[ Process PID=1234 runs in 32 bit mode. ]"; false for other lines. */
bool strace_mode(struct import *import, const char *at);

/* The arch of "32 bit" and the like, next to the native one; -1 if there is none of that name. */
int strace_arch_of_mode(const struct import *import, const char *mode);

/* Whether this is "syscall_0x1388", "syscall_318" or "SYS_318". */
bool strace_is_numbered(const char *name, size_t length);

/* False if no table has the name and no number is given. */
bool strace_meant(struct import *import, struct import_task *task, const struct strace_prefix *prefix, const char *name,
                  size_t length, struct strace_meant *meant);

#endif
