/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rows: rows with answers, as a set.
 *
 * In a rule, the first matching row wins. In a set, the laxest or the strictest
 * matching row wins, depending on the way. A set sorted in this order is the
 * list of a rule again, and the union of sets does not depend on their order.
 */
#ifndef EMIT_MERGE_ROWS_H
#define EMIT_MERGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "emit/merge/row.h"

enum merge_way { MERGE_LAX, MERGE_STRICT };

/* Total orders of answers; the winner comes first. Among errors ENOSYS is the laxest if lax answers win; if strict
 * answers win it precedes other errors, since callers can handle it. */
int merge_verdict_order(enum merge_way way, struct verdict a, struct verdict b);

/* Rows, each with its own answer. */
struct merge_rows {
	struct arena *arena;                  /* owns rows and conditions */
	struct row *at;
	size_t count, room;
};

void merge_rows_add(struct merge_rows *rows, const struct row *row, struct verdict verdict);

/* All rows of a rule for a call on an arch, in order; a rule without rows becomes one row without conditions. A row with a role
 * that the call does not have on this arch never matches and is left out. */
void merge_rows_of_rule(struct merge_rows *rows, const struct rule *rule, enum syscall_id id, enum arch arch);

/* Converts the set to a canonical form with the same meaning: rows covered by another are dropped, sets of values are joined,
 * rows are sorted. */
void merge_rows_settle(struct merge_rows *rows, enum merge_way way);

#endif
