/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decide: what is decided of a merge before any rule: its archs, and
 * what it answers to what no rule names.
 */
#ifndef EMIT_MERGE_DECIDE_H
#define EMIT_MERGE_DECIDE_H

#include "emit/merge/number.h"

/* Fill the result's default, newer and foreign, and its archs. Fail where nothing says which of two is to stand. */
int merge_decide_answers(struct merge *m, struct err *err);
int merge_decide_archs(struct merge *m, struct err *err);

/* Whether an arch that is foreign to one of the policies is to be foreign to the result, if that answers alike. */
bool merge_may_drop(const struct merge *m, enum arch arch);

#endif
