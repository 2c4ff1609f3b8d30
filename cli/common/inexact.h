/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inexact: reports the parts of a file that its policy does not express exactly.
 */
#ifndef CLI_INEXACT_H
#define CLI_INEXACT_H

#include "core/base/mem.h"
#include "core/policy/policy.h"

/* Appends a line for each. `name` is the file name. */
void inexact_report(const struct policy *policy, const char *name, struct text *notes);

#endif
