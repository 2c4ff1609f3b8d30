/* SPDX-License-Identifier: Apache-2.0 */
/*
 * advice_deep: what was requested where no filter can look: through rings and
 * behind pointers. One fact per line, or none, as in analyzer/derive/advice.c.
 */
#ifndef ANALYZER_ADVICE_DEEP_H
#define ANALYZER_ADVICE_DEEP_H

#include "analyzer/derive/draft.h"

void report_io_uring(struct draft *draft, struct text *notes);
void report_rings(struct draft *draft, struct text *notes);
void report_refused_rings(struct draft *draft, struct text *notes);
void report_deep(struct draft *draft, struct text *notes);

#endif
