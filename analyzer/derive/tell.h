/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell: what the author of a policy must know, one fact a line.
 */
#ifndef ANALYZER_TELL_H
#define ANALYZER_TELL_H

#include "analyzer/derive/draft.h"

void tell_author(struct draft *draft, struct text *told);

#endif
