/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: provides the comparison of emit/proof/compare as the judge of analyzer/.
 */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include "analyzer/rows/judge.h"
#include "emit/proof/compare.h"

/* Valid as long as `compare`. */
struct judge judge_of(struct compare *compare);

#endif
