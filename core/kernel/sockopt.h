/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sockopt: names of socket options, one row each in core/kernel/sockopt.def.
 *
 * Each level of a socket assigns its own meaning to the number of an option: 1 is
 * SO_DEBUG for SOL_SOCKET and TCP_NODELAY for SOL_TCP. The names are for display:
 * role_parse() does not read them, since it does not know the level.
 */
#ifndef CORE_SOCKOPT_H
#define CORE_SOCKOPT_H

#include <linux/seccomp.h>

#include "core/base/mem.h"
#include "core/kernel/role.h"
#include "core/kernel/syscall.h"

const char *sockopt_word(uint64_t level, uint64_t option);   /* NULL: no name */

enum { SOCKOPT_NO_LEVEL = -1 };

/* Spells a value as role_spell() does, or an option by its level, if that is known. */
void sockopt_spell(enum role role, uint64_t value, int64_t level, struct text *out);

/* The level among the arguments of a call, or SOCKOPT_NO_LEVEL. `id` may be CALL_UNKNOWN. */
int64_t sockopt_level(int id, enum arch arch, const struct seccomp_data *call);

#endif
