/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writers behind the rows of emit/out/outputs.def, and their helpers.
 */
#ifndef EMIT_OUT_H
#define EMIT_OUT_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/filter/filter.h"
#include "emit/out/emit.h"

#define OUTPUT(id, ...) \
int out_##id(const struct policy *policy, const struct emit_choice *choice, struct text *out, struct text *notes, \
             struct err *err);
#include "emit/out/outputs.def"
#undef OUTPUT

/* Linux 5.1 or later, by number, or later by its row, as uprobe of x86_64: other tools may not know its name. */
bool out_is_recent(enum syscall_id id, enum arch arch);

/* Summarises the policy, a line each after `prefix`: archs, answers, size, and the number of
 * calls for which the kernel skips the filter (its constant-action cache). */
void out_summary(const struct policy *policy, const struct filter *filter, const char *prefix, struct text *out);

#endif
