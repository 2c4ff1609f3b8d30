/* SPDX-License-Identifier: Apache-2.0 */
/*
 * envelope: what runtimes call under the program's filter.
 */
#ifndef ANALYZER_ENVELOPE_H
#define ANALYZER_ENVELOPE_H

#include "analyzer/draft.h"

void envelope_draft(struct draft *draft);

/* A line for each call of a runtime that the author denies. */
void envelope_tell(struct draft *draft, struct text *told);

#endif
