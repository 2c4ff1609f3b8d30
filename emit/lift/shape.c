/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy has few forms for values, each recognisable as a diagram: bits with
 * one value each are a single path; sets and ranges are the intervals found by
 * a walk from the lowest value to the highest. A condition is one of these
 * forms or its complement. Otherwise it is an AND: the fixed bits, the range of
 * all its values, and the forms to exclude; or the complement of such an AND,
 * which is an OR. Anything else is split into intervals or cubes of bits,
 * whichever are fewer.
 */
#include "emit/lift/shape_parts.h"

#include <string.h>

#include "emit/proof/bitvector.h"

uint64_t shape_support(struct manager *manager, bdd condition, unsigned arg)
{
	uint32_t asked[BDD_BITS / 32] = { 0 };

	bdd_support(manager, condition, asked);
	return (uint64_t)asked[DATA_ARG_HIGH + 2 * arg] << 32 | asked[DATA_ARG_LOW + 2 * arg];
}

struct shape *shapes_kept(struct arena *arena, const struct shape *shapes, int count)
{
	size_t size = (size_t)(count > 0 ? count : 0) * sizeof(*shapes);
	struct shape *kept = arena_alloc(arena, size);

	if (size)
		memcpy(kept, shapes, size);
	return kept;
}

struct shape job_shape(const struct job *j, const struct values *term, unsigned count)
{
	struct shape shape = { arena_alloc(j->arena, count * sizeof(*shape.term)), count };

	for (unsigned i = 0; i < count; i++)
		shape.term[i] = (struct condition){ j->shaped->role, term[i] };
	return shape;
}

int shape_of(struct manager *manager, struct arena *arena, bdd condition, const struct shaped *shaped,
             struct shape out[SHAPES_MOST])
{
	struct job j = { manager, arena, shaped, 32 * (DATA_ARG_HIGH + 2 * shaped->arg) };
	struct values form = { 0 };
	struct shape_terms terms;

	if (condition == BDD_YES || forms_one(&j, condition, &form)) {
		out[0] = job_shape(&j, &form, condition != BDD_YES);
		return 1;
	}
	if (terms_find(&j, condition, &terms)) {
		out[0] = job_shape(&j, terms.at, terms.count);
		return 1;
	}
	if (!terms_find(&j, bdd_not(manager, condition), &terms))
		return cut_shapes(&j, condition, out);
	for (unsigned i = 0; i < terms.count; i++) {
		form = forms_negated(terms.at[i]);
		out[i] = job_shape(&j, &form, 1);
	}
	return (int)terms.count;
}
