/* SPDX-License-Identifier: Apache-2.0 */
/*
 * inexact: the parts of a file that its policy does not express exactly.
 */
#ifndef CLI_INEXACT_H
#define CLI_INEXACT_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

/* Appends a line for each. `name` is the file name. */
void inexact_report(const struct policy *policy, const char *name, struct text *notes);

/* Fails if there is one: "cannot CLAIM: NAME was read inexactly: …". */
int inexact_check(const struct policy *policy, const char *name, const char *claim, struct err *err);

#endif
