/* SPDX-License-Identifier: Apache-2.0 */
/*
 * proved: a policy compiled, and the result proved.
 *
 * The one place where compiler and proof meet; neither knows the other.
 */
#ifndef EMIT_PROVED_H
#define EMIT_PROVED_H

#include "core/base/err.h"
#include "core/policy/policy.h"

/* Fails where the policy cannot be compiled, where its filter cannot be
 * proved, and where it is not what the policy says. */
int proved_policy(const struct policy *policy, struct err *err);

#endif
