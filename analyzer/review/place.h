/* SPDX-License-Identifier: Apache-2.0 */
/*
 * place: which code made the calls behind an item of a review.
 */
#ifndef ANALYZER_REVIEW_PLACE_H
#define ANALYZER_REVIEW_PLACE_H

#include "analyzer/review/asked.h"
#include "analyzer/review/review.h"

struct place_finder {
	struct arena *arena;
	const struct trace *trace, *other;    /* `other` may be NULL */
	const struct check *check;
	const struct rule *rule;              /* the new one, if calls pass that did not; or NULL */
	struct review_item *item;
	struct trace_labels labels;           /* zeroed, as the next */
	struct asked_arguments asked;
};

/* Adds the places of the calls that the other side stops and that are about this change. */
void place_add_call(struct place_finder *finder, const struct change *change);

/* Once all are added. */
void place_finish(struct place_finder *finder);

#endif
