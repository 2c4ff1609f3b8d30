/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds an AND from the outside: the fixed bits and the range of all values
 * cover the condition, and the excess is excluded, as a whole if it has a form,
 * otherwise interval by interval.
 */
#include "emit/lift/shape_parts.h"

#include "core/base/mem.h"
#include "emit/proof/policy_bdd.h"

/* Which bits are clear, and which are set, in some value that satisfies a condition. */
struct possible {
	uint64_t clear, set;
	bool met;
};

/* `memo` is per node, for its own bit and the later ones. */
static struct possible find_possible(const struct job *j, bdd condition, struct possible *memo)
{
	struct possible out = { .met = true };

	if (bdd_is_constant(j->manager, condition) || memo[condition].met)
		return bdd_is_constant(j->manager, condition) ? out : memo[condition];
	uint64_t bit = job_bit(j, bdd_top(j->manager, condition));
	for (int set = 0; set < 2; set++) {
		bdd next = bdd_follow(j->manager, condition, set);
		if (next == BDD_NO)
			continue;
		uint64_t next_bit = next == BDD_YES ? 0 : job_bit(j, bdd_top(j->manager, next));
		uint64_t skipped = (bit - 1) & ~(next_bit ? (next_bit << 1) - 1 : 0);
		struct possible behind_it = find_possible(j, next, memo);
		out.clear |= behind_it.clear | skipped | (set ? 0 : bit);
		out.set |= behind_it.set | skipped | (set ? bit : 0);
	}
	return memo[condition] = out;
}

void forms_fixed(const struct job *j, bdd condition, uint64_t *bits, uint64_t *value)
{
	AUTO_FREE struct possible *memo = mem_alloc(manager_size(j->manager) * sizeof(*memo));
	struct possible possible = find_possible(j, condition, memo);
	uint64_t top = job_bit(j, bdd_top(j->manager, condition)), from_top = (top << 1) - 1;

	*bits = from_top & (possible.clear ^ possible.set);
	*value = *bits & possible.set;
}

enum { ROUNDS_MOST = 24 };                    /* exclusions: a longer AND is not worth the search */

static bdd term_bdd(const struct job *j, const struct values *term)
{
	bdd holds = values_bdd(j->manager, term, j->shaped->arg, j->shaped->mask);

	return term->negated ? bdd_not(j->manager, holds) : holds;
}

/* Single values that are excluded one by one form one set. */
static bool joins_a_set(struct shape_terms *t, const struct values *term)
{
	for (unsigned i = 0; i < t->count && term->negated && term->kind == VALUES_SET && term->count == 1; i++)
		if (t->at[i].negated && t->at[i].kind == VALUES_SET && values_insert(&t->at[i], term->v[0]))
			return true;
	return false;
}

/* Adds a term that the condition implies, unless it is redundant. False if it is not implied, or if there is no room. */
static bool add_term(const struct job *j, struct shape_terms *t, bdd condition, struct values term)
{
	bdd holds = term_bdd(j, &term), cover = bdd_and(j->manager, t->cover, holds);

	if (bdd_and(j->manager, condition, bdd_not(j->manager, holds)) != BDD_NO)
		return false;
	if (cover == t->cover)
		return true;
	if (!joins_a_set(t, &term)) {
		if (t->count == SHAPE_TERMS)
			return false;
		t->at[t->count++] = term;
	}
	t->cover = cover;
	return true;
}

static struct values hull(const struct job *j, bdd condition)
{
	return (struct values){ .kind = VALUES_RANGE, .v = { forms_extreme(j, condition, false), forms_extreme(j, condition, true) } };
}

static bdd excluded(const struct job *j, const struct shape_terms *t, bdd condition)
{
	return bdd_and(j->manager, t->cover, bdd_not(j->manager, condition));
}

/* Excludes what has one form, or its fixed bits, or its range. */
static bool take_out_whole(const struct job *j, struct shape_terms *t, bdd condition)
{
	bdd out = excluded(j, t, condition);
	uint64_t bits, value;
	struct values form = { 0 };

	forms_fixed(j, out, &bits, &value);
	return (forms_one(j, out, &form) && add_term(j, t, condition, forms_negated(form))) ||
	       (bits && add_term(j, t, condition, forms_not_bits(j, bits, value))) ||
	       add_term(j, t, condition, forms_negated(hull(j, out)));
}

/* Excludes the first interval without a value of the condition: from the lowest excluded value to the last one
 * before the condition's next. */
static bool take_out_stretch(const struct job *j, struct shape_terms *t, bdd condition)
{
	bdd out = excluded(j, t, condition);
	uint64_t from = forms_extreme(j, out, false);
	struct values above = { .kind = VALUES_RANGE, .v = { from, j->shaped->mask } };
	bdd next = bdd_and(j->manager, condition, term_bdd(j, &above));
	struct values until = { .kind = VALUES_RANGE, .v = { from, j->shaped->mask } };

	if (next != BDD_NO)
		until.v[1] = forms_extreme(j, next, false) - 1;
	bdd stretch = bdd_and(j->manager, out, term_bdd(j, &until));
	struct values form = { .kind = VALUES_RANGE, .v = { from, forms_extreme(j, stretch, true) } };
	if (form.v[0] == form.v[1])
		form = forms_value(from);
	return add_term(j, t, condition, forms_negated(form));
}

bool terms_find(const struct job *j, bdd condition, struct shape_terms *t)
{
	uint64_t bits, value;

	*t = (struct shape_terms){ .cover = BDD_YES };
	forms_fixed(j, condition, &bits, &value);
	if (bits)
		add_term(j, t, condition, forms_bits(j, bits, value));
	if (t->cover != condition)
		add_term(j, t, condition, hull(j, condition));
	for (unsigned round = 0; round < ROUNDS_MOST && t->cover != condition; round++)
		if (!take_out_whole(j, t, condition) && !take_out_stretch(j, t, condition))
			return false;
	return t->cover == condition && !manager_is_full(j->manager);
}

