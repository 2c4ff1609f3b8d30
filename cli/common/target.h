/* SPDX-License-Identifier: Apache-2.0 */
/*
 * target: parses the values of --min-kernel and --min-libseccomp.
 */
#ifndef CLI_TARGET_H
#define CLI_TARGET_H

#include "analyzer/report/support.h"
#include "core/base/err.h"

/* Either may be NULL: it is not given. */
int target_parse(struct support_target *target, const char *kernel, const char *library, struct err *err);

#endif
