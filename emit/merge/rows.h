/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: rows with answers as a set.
 *
 * The first row of a rule that matches answers. In a set the order is another
 * thing, whichever of two ways is asked for: the laxest answer of all rows that
 * match, or the strictest. Sorted like that a set is a rule's list again, and
 * the union of sets is the same whatever came first.
 */
#ifndef EMIT_MERGE_ROWS_H
#define EMIT_MERGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "emit/merge/row.h"

enum merge_way { MERGE_LAX, MERGE_STRICT };

/* Total orders of answers, in which the one that wins comes first. Of errors ENOSYS is the laxest where lax
 * wins; where strict wins it goes before other errors, since callers can handle it. */
int merge_verdict_order(enum merge_way way, struct verdict a, struct verdict b);

/* Rows that each have an answer of their own. */
struct merge_rows {
	struct arena *arena;                  /* owns rows and conditions */
	struct row *at;
	size_t count, room;
};

void merge_rows_add(struct merge_rows *rows, const struct row *row, struct verdict verdict);

/* All rows of a rule for a call on an arch, in its order; a rule without rows is one without conditions. A row on a
 * role that the call has not there never holds, whatever the condition, and is left out. */
void merge_rows_of_rule(struct merge_rows *rows, const struct rule *rule, enum syscall_id id, enum arch arch);

/* The same set in one form: no row that says less than another with the same answer, sets of values joined,
 * sorted. As long as rows are joined nothing is widened. */
void merge_rows_settle(struct merge_rows *rows, enum merge_way way);

#endif
