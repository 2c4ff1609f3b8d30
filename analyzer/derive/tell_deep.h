/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tell_deep: what was asked for where no filter looks: by way of rings and
 * behind pointers. A fact a line, or none, as in analyzer/derive/tell.c.
 */
#ifndef ANALYZER_TELL_DEEP_H
#define ANALYZER_TELL_DEEP_H

#include "analyzer/derive/draft.h"

void tell_io_uring(struct draft *draft, struct text *told);
void tell_rings(struct draft *draft, struct text *told);
void tell_refused_rings(struct draft *draft, struct text *told);
void tell_deep(struct draft *draft, struct text *told);

#endif
