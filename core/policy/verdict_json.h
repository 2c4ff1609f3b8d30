/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verdict_json: an answer in a policy, in the header, a rule or a row:
 * "action", and "errno" or "ret_data" if the action takes a number.
 */
#ifndef CORE_POLICY_VERDICT_H
#define CORE_POLICY_VERDICT_H

#include <jansson.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

/* Defaults to allow without "action". */
int policy_read_verdict(const json_t *object, struct verdict *verdict, struct err *err);

void policy_write_verdict(struct text *out, struct verdict verdict);

/* Whether an action takes the 16 bits of SECCOMP_RET_DATA as a number: trap, trace. */
bool action_has_ret_data(enum action action);

#endif
