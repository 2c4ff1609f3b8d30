/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sets: all equivalence sets, for people who choose one for --set or --no-set.
 */
#ifndef ANALYZER_SETS_H
#define ANALYZER_SETS_H

#include "core/base/mem.h"

/* A line each, in the order of the tables: name, level, what its calls have in common, the calls. */
void explain_sets_text(struct text *out);

#endif
