/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doubt: whether a call that was read inexactly leaves a question about a
 * difference open. It does not if the exact side settles it: what the new side
 * certainly refuses was not gained.
 */
#ifndef ANALYZER_REVIEW_DOUBT_H
#define ANALYZER_REVIEW_DOUBT_H

#include "analyzer/diff/diff.h"
#include "analyzer/report/danger.h"

enum doubt_about {
	DOUBT_MORE,                           /* whether the new side lets more pass */
	DOUBT_LESS                            /* whether it lets less pass */
};

/* The entry that leaves it open, and in `side` whose it is; or NULL. */
const struct inexact *doubt_find(const struct diff *diff, enum doubt_about about, int *side);

/* The same for whether the new side, which opens `danger` in all, opens something dangerous of a class (DANGER_CLASSES:
 * of any) that the old one did not. */
const struct inexact *doubt_of_danger(const struct diff *diff, const struct danger_report *danger, int class, int *side);

#endif
