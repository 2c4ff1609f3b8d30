/* SPDX-License-Identifier: Apache-2.0 */
/*
 * infer_deep: which of the calls that are told something behind a pointer were
 * needed, whatever the policy answers to them.
 */
#ifndef ANALYZER_INFER_DEEP_H
#define ANALYZER_INFER_DEEP_H

#include "analyzer/derive/draft.h"

/* Fills the deep rows of one arch, of every call that has a rule by now. */
void infer_deep(struct draft *draft, enum arch arch);

#endif
