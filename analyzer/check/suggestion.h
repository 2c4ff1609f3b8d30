/* SPDX-License-Identifier: Apache-2.0 */
/*
 * suggestion: how to change a policy so that it allows a call.
 */
#ifndef ANALYZER_SUGGESTION_H
#define ANALYZER_SUGGESTION_H

#include <stdint.h>

#include "core/base/mem.h"
#include "core/policy/policy.h"

/* `policy` is the one that stopped the call, or NULL if only its filter's bytes
 * are known. Writes one of:
 *     add {"call": "mkdir"}
 *     add to the args of its rule: {"domain": ["AF_INET"], "socktype": ["SOCK_STREAM"]}
 *     put first in the args of its rule: {"prot": ["PROT_EXEC"], "action": "allow"}
 *     change the action of its rule */
void suggestion_text(const struct policy *policy, enum arch arch, uint32_t nr, const uint64_t args[SYSCALL_ARGS],
                     struct text *out);

#endif
