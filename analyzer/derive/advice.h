/* SPDX-License-Identifier: Apache-2.0 */
/*
 * advice: what the author of a policy must know, one fact per line.
 */
#ifndef ANALYZER_ADVICE_H
#define ANALYZER_ADVICE_H

#include "analyzer/derive/draft.h"

void advice_for_author(struct draft *draft, struct text *notes);

#endif
