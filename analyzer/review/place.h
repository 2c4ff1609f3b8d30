/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place: which code made the calls behind an item of a review.
 */
#ifndef ANALYZER_REVIEW_PLACE_H
#define ANALYZER_REVIEW_PLACE_H

#include "analyzer/review/review.h"

struct place_finder {
	struct arena *arena;
	const struct trace *trace, *other;    /* `other` may be NULL */
	const struct check *check;
	struct review_item *item;
};

/* Adds the places of the calls that the other side stops and that are about this change. */
void place_add_call(struct place_finder *finder, const struct change *change);

/* Once all are added. */
void place_finish(struct place_finder *finder);

#endif
