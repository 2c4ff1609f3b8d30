/* SPDX-License-Identifier: Apache-2.0 */
/*
 * args: the "args" and "deep" of one rule, for core/policy/read.c.
 */
#ifndef CORE_POLICY_ARGS_H
#define CORE_POLICY_ARGS_H

#include <jansson.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"

/* Fills the rows of a rule; its call and archs must be set. */
int policy_read_rows(struct arena *arena, const json_t *object, struct rule *rule, struct err *err);

/* "unknown WHAT 'WORD'", with "; did you mean 'MEANT'?" if a name is close. */
int policy_unknown(const char *what, const char *word, const char *meant, struct err *err);

#endif
