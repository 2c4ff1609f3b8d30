/* SPDX-License-Identifier: Apache-2.0 */
/*
 * beyond: what a format answers to calls that no rule of it can name: of other archs, of x32, and with numbers that no arch
 * has (emit/out/beyond.def).
 */
#ifndef EMIT_BEYOND_H
#define EMIT_BEYOND_H

#include "core/base/mem.h"
#include "core/policy/policy.h"
#include "emit/out/dialect.h"

/* To archs that the policy does not name. */
struct verdict beyond_foreign(const struct policy *policy, enum dialect_id output);

/* Notes each of these answers that is not the policy's. `otherwise`: the default of the output. */
void beyond_report(const struct policy *policy, enum dialect_id output, struct verdict otherwise, struct text *notes);

#endif
