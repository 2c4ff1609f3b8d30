/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_rows: what one call is answered, as the rows of its rule.
 */
#ifndef EMIT_LIFT_ROWS_H
#define EMIT_LIFT_ROWS_H

#include "core/policy/policy.h"
#include "emit/proof/diagram.h"

/* Steps that reading one filter, or one file, as a policy may take: some seconds. */
enum { LIFT_STEPS = SPACE_STEPS };

/* Fills verdict and rows of a rule for one call, or a range of them, on one arch. `answers` is a function of
 * the arguments alone, `otherwise` the policy's default; what it takes is taken off *work. False where the rows
 * would be too many or too much work, or look at something that is no argument: then the rule
 * has the strictest answer for all. */
bool lift_rows(struct space *space, struct arena *arena, struct rule *rule, struct verdict otherwise, diagram answers,
               size_t *work);

/* Of all answers. */
struct verdict lift_strictest(struct space *space, diagram answers);

/* Whether two calls, each on an arch, read these arguments under the same names, so that the rows for one do for the other. */
struct read_as {
	enum syscall_id id;
	enum arch arch;
};
bool lift_reads_alike(struct read_as a, struct read_as b, unsigned args);

#endif
