/* SPDX-License-Identifier: Apache-2.0 */
/*
 * comparison: what one policy, filter or trace allows and another does not, for
 * `diff` and `report`.
 *
 * Filters are compared directly; the policy lifted from a filter is only used to
 * describe the differences. The calls of a trace that the other side stops say
 * which code caused a difference.
 */
#ifndef CLI_COMPARISON_H
#define CLI_COMPARISON_H

#include "analyzer/review/review.h"
#include "cli/common/decision.h"
#include "cli/common/input.h"
#include "emit/proof/compare.h"

struct diff_side {
	const char *name;
	struct input input;
	struct policy policy;
	struct decision decision;
	struct check check;
	struct danger_report danger;           /* for the combinations */
};

struct comparing {                           /* zeroed: empty */
	struct diff_side side[2];               /* old and new */
	struct compare *compare;
	struct judge judge;
	struct decision widened;                /* lets the calls pass that may do more with the new side */
	struct danger_report opened;            /* what these open */
	struct diff diff;
	struct review review;
};
void comparison_free(struct comparing *comparison);
#define AUTO_COMPARISON __attribute__((cleanup(comparison_free)))

/* Reads a side (0: old, 1: new). */
int comparison_read(struct comparing *comparison, int side, const char *name, const struct input_choice *choice,
                    struct text *notes, struct err *err);

/* Takes a trace as a side. The comparison owns it from now on. */
int comparison_take(struct comparing *comparison, int side, const char *name, struct trace *trace, struct text *notes,
                    struct err *err);

/* Compares. Fails if nothing differs for certain and a side was read inexactly. */
int comparison_make(struct comparing *comparison, struct err *err);

#endif
