/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: the archs of the result, and its answers to calls without a rule.
 * Both are decided before any rule.
 */
#ifndef EMIT_MERGE_DECIDE_H
#define EMIT_MERGE_DECIDE_H

#include "emit/merge/number.h"

/* Set the default, newer and foreign answers of the result, and its archs. Fail if two inputs differ and no option decides. */
int merge_decide_answers(struct merge *m, struct err *err);
int merge_decide_archs(struct merge *m, struct err *err);

/* Whether the result may leave out an arch that some policy does not name, if `foreign` gives the same answers. */
bool merge_may_drop(const struct merge *m, enum arch arch);

#endif
