/* SPDX-License-Identifier: Apache-2.0 */
/*
 * within: `policy --within BASELINE`.
 */
#ifndef CLI_WITHIN_H
#define CLI_WITHIN_H

#include "cli/common/input.h"
#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

/* Removes from `policy` what the policy or filter in file `name` does not allow, proves the result, and appends what
 * was removed to `notes`. Fails if the baseline was read inexactly. */
int within_baseline(struct policy *policy, const char *name, const struct input_choice *choice, struct text *notes,
                    struct err *err);

#endif
