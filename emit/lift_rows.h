/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_rows: what one call is answered, as the rows of its rule.
 */
#ifndef EMIT_LIFT_ROWS_H
#define EMIT_LIFT_ROWS_H

#include "core/policy.h"
#include "emit/diagram.h"

/* Fills verdict and rows of a rule for one call, or a range of them, on one arch. `answers` is a function of
 * the arguments alone, `otherwise` the policy's default. False where the rows
 * would be too many, or look at something that is no argument: then the rule
 * has the strictest answer for all. */
bool lift_rows(struct space *space, struct arena *arena, struct rule *rule, struct verdict otherwise, diagram answers);

/* Of all answers. */
struct verdict lift_strictest(struct space *space, diagram answers);

#endif
