/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inexact: what a file says that its policy does not, for whoever uses it.
 */
#ifndef CLI_INEXACT_H
#define CLI_INEXACT_H

#include "core/base/mem.h"
#include "core/policy/policy.h"

/* A line for each. `name` is the file's. */
void inexact_report(const struct policy *policy, const char *name, struct text *notes);

#endif
