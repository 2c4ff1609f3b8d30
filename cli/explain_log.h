/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_log: `seccord explain` of files: logs and core files, with a policy and traces.
 */
#ifndef CLI_EXPLAIN_LOG_H
#define CLI_EXPLAIN_LOG_H

#include "cli/common/input.h"

/* Appends the result; `native` is the arch of records that do not show theirs. Returns the exit status, or -1. */
int explain_log(const struct operands *operands, const struct input_choice *choice, enum arch native, bool json,
                struct text *out, struct err *err);

#endif
