/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writers behind the rows of emit/emit.c, and the words they share.
 */
#ifndef EMIT_OUT_H
#define EMIT_OUT_H

#include "core/err.h"
#include "core/mem.h"
#include "core/policy.h"
#include "emit/filter.h"

int out_bpf(const struct policy *policy, struct text *out, struct text *told, struct err *err);
int out_c(const struct policy *policy, struct text *out, struct text *told, struct err *err);
int out_asm(const struct policy *policy, struct text *out, struct text *told, struct err *err);
int out_oci(const struct policy *policy, struct text *out, struct text *told, struct err *err);
int out_json(const struct policy *policy, struct text *out, struct text *told, struct err *err);

/* "errno EPERM", "allow". */
void out_verdict(struct verdict verdict, struct text *out);

/* What the policy is, a line each behind `prefix`: its archs, its answers, its size. */
void out_summary(const struct policy *policy, const struct filter *filter, const char *prefix, struct text *out);

#endif
