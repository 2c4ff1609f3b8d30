/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deep_compare: whether two lists of deep rows admit the same.
 */
#ifndef ANALYZER_DEEP_COMPARE_H
#define ANALYZER_DEEP_COMPARE_H

#include "analyzer/rows/judge.h"

/* Whether all that the deep rows of `narrow` admit is admitted by those of
 * `wide`, whatever a struct is told. Without deep rows everything is. */
bool deep_covers(const struct judge *judge, const struct rule *wide, const struct rule *narrow);

/* The same for one row alone. */
bool deep_row_covered(const struct judge *judge, const struct rule *wide, enum syscall_id id, const struct row *row);

#endif
