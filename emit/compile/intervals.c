/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts may come in any order and repeatedly; pieces are sorted.
 */
#include "emit/compile/intervals.h"

#include <stdlib.h>

#include "core/base/mem.h"
#include "core/base/order.h"

void cuts_add(struct cuts *cuts, uint64_t at)
{
	cuts->at = mem_grow(cuts->at, cuts->count, &cuts->room, sizeof(*cuts->at));
	cuts->at[cuts->count++] = (uint32_t)at;
}

void cuts_add_word(struct cuts *cuts, uint64_t at)
{
	cuts_add(cuts, at);
	cuts_add(cuts, at + 1);
}

struct segment *cuts_intervals(struct cuts *cuts, size_t *count)
{
	cuts_add(cuts, 0);
	qsort(cuts->at, cuts->count, sizeof(*cuts->at), order_u32);
	struct segment *piece = mem_alloc(cuts->count * sizeof(*piece));
	*count = 0;
	for (size_t i = 0; i < cuts->count; i++)
		if (!i || cuts->at[i] != cuts->at[i - 1])
			piece[(*count)++].from = cuts->at[i];
	free(cuts->at);
	*cuts = (struct cuts){ 0 };
	return piece;
}
