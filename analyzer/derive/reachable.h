/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reachable: adds calls that the program's code makes on error paths.
 *
 * Their arguments are unknown, so a call is added only if no policy sets
 * conditions on it and it is not dangerous. The others are reported.
 */
#ifndef ANALYZER_REACHABLE_H
#define ANALYZER_REACHABLE_H

#include "analyzer/derive/draft.h"

/* Whether it added any that the draft did not have. */
bool reachable_draft(struct draft *draft);

/* Writes which of the requested calls were not added. */
void reachable_report(struct draft *draft, struct text *notes);

#endif
