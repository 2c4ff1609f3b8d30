/* SPDX-License-Identifier: Apache-2.0 */
/*
 * infer: derives conditions on arguments from the recorded selectors.
 */
#ifndef ANALYZER_INFER_H
#define ANALYZER_INFER_H

#include "analyzer/derive/draft.h"

void infer_arch(struct draft *draft, enum arch arch);

#endif
