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

/* Takes out of a policy what a policy or filter in a file does not let through, proves it, and tells what is lost.
 * A baseline that was read inexactly proves nothing: then it fails. */
int within_baseline(struct policy *policy, const char *name, const struct input_choice *choice, struct text *notes,
                    struct err *err);

#endif
