/* SPDX-License-Identifier: Apache-2.0 */
/*
 * support: which answers, archs and calls a kernel and a libseccomp have, by their versions
 * (core/libc/support.def, and the `since` of core/kernel/syscalls.def).
 */
#ifndef CORE_SUPPORT_H
#define CORE_SUPPORT_H

#include <stdbool.h>

#include "core/base/version.h"
#include "core/kernel/syscall.h"
#include "core/verdict/verdict.h"

/* The first release that has it; "" if none has. */
const char *support_kernel_of_action(enum action action);
const char *support_library_of_action(enum action action);
const char *support_kernel_of_arch(enum arch arch);
const char *support_library_of_arch(enum arch arch);

/* The first runc that takes a profile with the arch; "" if none does, NULL if all do. */
const char *support_runc_of_arch(enum arch arch);

/* What older kernels do with an answer: "kill the thread". */
const char *support_without_action(enum action action);

/* A call is in a kernel if it is not documented to be newer. */
bool support_kernel_has(struct version kernel, enum syscall_id id);

/* Whether a libseccomp has the name of a call: what is loaded through one without it is loaded without its rule. */
bool support_library_names(struct version library, enum syscall_id id);

/* The call by whose name libseccomp knows this one on an arch: itself, but for few. */
enum syscall_id support_library_call(enum arch arch, enum syscall_id id);

/* The last kernel whose calls a libseccomp knows by name: that of the last release up to `library`, or of the first. */
struct version support_library_kernel(struct version library);

#endif
