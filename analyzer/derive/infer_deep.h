/* SPDX-License-Identifier: Apache-2.0 */
/*
 * infer_deep: derives which calls with values behind pointers were needed,
 * whatever the policy answers to them.
 */
#ifndef ANALYZER_INFER_DEEP_H
#define ANALYZER_INFER_DEEP_H

#include "analyzer/derive/draft.h"

/* Fills the deep rows of one arch for every call that has a rule. */
void infer_deep(struct draft *draft, enum arch arch);

#endif
