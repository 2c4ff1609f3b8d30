/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writers behind the rows of emit/out/outputs.def, and the words they share.
 */
#ifndef EMIT_OUT_H
#define EMIT_OUT_H

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/filter/filter.h"

#define OUTPUT(id, ...) \
int out_##id(const struct policy *policy, struct text *out, struct text *notes, struct err *err);
#include "emit/out/outputs.def"
#undef OUTPUT

/* Linux 5.1 or later, by its number: a tool's own table of names may not have it. */
bool out_is_recent(enum syscall_id id, enum arch arch);

/* What the policy is, a line each behind `prefix`: its archs, its answers, its size, and for
 * how many calls the kernel does not even run it (its constant-action cache). */
void out_summary(const struct policy *policy, const struct filter *filter, const char *prefix, struct text *out);

#endif
