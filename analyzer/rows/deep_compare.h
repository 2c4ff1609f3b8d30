/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep_compare: whether two lists of deep rows admit the same.
 */
#ifndef ANALYZER_DEEP_COMPARE_H
#define ANALYZER_DEEP_COMPARE_H

#include "analyzer/rows/judge.h"

/* Whether the deep rows of `wide` admit everything that those of `narrow` do,
 * for any struct. Without deep rows everything is admitted. */
bool deep_covers(const struct judge *judge, const struct rule *wide, const struct rule *narrow);

/* The same for a single row. */
bool deep_row_covered(const struct judge *judge, const struct rule *wide, enum syscall_id id, const struct row *row);

#endif
