/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proved: compiles a policy and proves the result.
 *
 * The only place that uses both compiler and proof.
 */
#ifndef EMIT_PROVED_H
#define EMIT_PROVED_H

#include "core/base/err.h"
#include "core/policy/policy.h"

/* Fails if the policy cannot be compiled, or if its filter cannot be proved or
 * differs from the policy. */
int proved_policy(const struct policy *policy, struct err *err);

#endif
