/* SPDX-License-Identifier: Apache-2.0 */
/*
 * uses: what a function does with an address that it puts into a register.
 *
 * If every use reads or writes memory at a constant distance, only those fields
 * of the object matter. Any other use (passed on, stored, indexed) may reach all
 * of it.
 */
#ifndef TRACER_REACH_USES_H
#define TRACER_REACH_USES_H

#include "tracer/code/step.h"

struct field_use {
	size_t step;
	uint64_t distance;
};

struct uses {
	uint32_t *seen;                       /* by step: the number of the search that came here */
	size_t room;
	uint32_t search;
	size_t *work;
	size_t work_count, work_room;
	struct field_use *at;                       /* the result, if nothing escapes */
	size_t count, use_room;
};

/* Whether the value that step `from` puts into its register is used for fields only. */
bool uses_are_fields(struct uses *uses, const struct code *code, size_t from);
void uses_free(struct uses *uses);

#endif
