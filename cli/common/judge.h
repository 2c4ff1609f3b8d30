/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: the diagrams of emit/compare as the judge that analyzer/ wants.
 */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "analyzer/rows/judge.h"
#include "emit/proof/compare.h"

/* Good as long as `compare` is. */
struct judge judge_of(struct compare *compare);

#endif
