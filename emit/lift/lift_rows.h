/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lift_rows: the answers to one call, as the rows of its rule.
 */
#ifndef EMIT_LIFT_ROWS_H
#define EMIT_LIFT_ROWS_H

#include "core/policy/policy.h"
#include "emit/proof/bdd.h"

/* Steps allowed for reading one filter or file as a policy: some seconds. */
enum { LIFT_STEPS = MANAGER_STEPS };

/* Fills verdict and rows of a rule for one call, or a range of them, on one arch. `answers` is a function of
 * the arguments alone, `otherwise` the policy's default; the cost is deducted from *work. False if the rows
 * would be too many or too expensive, or test anything but an argument; the rule then has the strictest answer
 * for all calls. */
bool lift_rows(struct manager *manager, struct arena *arena, struct rule *rule, struct verdict otherwise, bdd answers,
               size_t *work);

/* Of all answers. */
struct verdict lift_strictest(struct manager *manager, bdd answers);

/* Whether two calls, each on an arch, name these arguments alike, so that they can share rows. */
struct read_as {
	enum syscall_id id;
	enum arch arch;
};
bool lift_reads_alike(struct read_as a, struct read_as b, unsigned args);

#endif
