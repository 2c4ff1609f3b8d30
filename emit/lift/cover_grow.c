/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Covers a condition by growing forms: around its lowest value, as far as
 * allowed, as a range of each name and as a cube of bits. The form that covers
 * most is taken, and the rest is covered in the same way.
 */
#include "emit/lift/cover_parts.h"

#include "emit/proof/policy_bdd.h"

/* Where a form may not hold, in general and per name. */
struct ground {
	bdd outside, seen[2];
	uint64_t value;                       /* the value to grow a form around */
};

static bdd and_not(const struct cover *c, bdd f, bdd g)
{
	return bdd_and(c->manager, f, bdd_not(c->manager, g));
}

unsigned cover_name_of(const struct cover *c, uint64_t bits)
{
	return bits & ~c->job[0].shaped->mask ? c->count - 1 : 0;
}

bdd cover_form_bdd(const struct cover *c, const struct condition *form)
{
	unsigned name = form->role == c->job[0].shaped->role ? 0 : c->count - 1;
	const struct shaped *shaped = c->job[name].shaped;
	bdd holds = values_bdd(c->manager, &form->values, shaped->arg, shaped->mask);

	return form->values.negated ? bdd_not(c->manager, holds) : holds;
}

bdd cover_seen(const struct cover *c, unsigned name, bdd condition)
{
	const struct shaped *shaped = c->job[name].shaped;
	uint32_t free_bits[BDD_BITS / 32] = { 0 };

	if (shaped->mask == UINT64_MAX)
		return condition;
	free_bits[c->job[name].first / 32] = (uint32_t)(~shaped->mask >> 32);
	free_bits[c->job[name].first / 32 + 1] = (uint32_t)~shaped->mask;
	return bdd_quantify(c->manager, condition, free_bits, FOR_ANY);
}

bool cover_whole(const struct cover *c, struct cover_bounds wanted, struct condition *out)
{
	for (unsigned i = 0; i < c->count; i++) {
		bdd seen = cover_seen(c, i, wanted.must);
		*out = (struct condition){ .role = c->job[i].shaped->role };
		if (and_not(c, seen, wanted.may) == BDD_NO && forms_one(&c->job[i], seen, &out->values))
			return true;
	}
	return false;
}

/* --- ranges --- */

/* False if the value itself is outside. */
static bool grow_range(const struct cover *c, const struct ground *ground, unsigned name, struct values *out)
{
	const struct job *j = &c->job[name];
	uint64_t mask = j->shaped->mask, value = ground->value & mask, from = 0, to = mask, beside;

	if (forms_nearest(j, ground->seen[name], value, NEAREST_UP, &beside)) {
		if (beside == value)
			return false;
		to = (beside - 1) & mask;
	}
	if (forms_nearest(j, ground->seen[name], value, NEAREST_DOWN, &beside))
		from = ((beside | ~mask) + 1) & mask;
	*out = from == to ? forms_value(from) : (struct values){ .kind = VALUES_RANGE, .v = { from, to } };
	return true;
}

/* --- cubes --- */

enum { VISITS_A_STEP = 8 };

/* Whether some value with these bits of `value` satisfies a condition. */
struct search {
	const struct cover *c;
	uint64_t bits, value;
	uint32_t *met, round;                 /* for each node: the last round in which it was visited */
	size_t visits;
};

static bool meets(struct search *s, bdd f)
{
	const struct job *j = &s->c->job[0];

	if (bdd_is_constant(j->manager, f) || s->met[f] == s->round)
		return f == BDD_YES;
	s->met[f] = s->round;
	s->visits++;
	uint64_t bit = job_bit(j, bdd_top(j->manager, f));
	for (int set = 0; set < 2; set++)
		if ((!(s->bits & bit) || !!(s->value & bit) == set) && meets(s, bdd_follow(j->manager, f, set)))
			return true;
	return false;
}

/* The bits that a condition tests for a value. */
static uint64_t bits_on_way(const struct job *j, bdd f, uint64_t value)
{
	uint64_t bits = 0;

	while (!bdd_is_constant(j->manager, f)) {
		uint64_t bit = job_bit(j, bdd_top(j->manager, f));
		bits |= bit;
		f = bdd_follow(j->manager, f, value & bit);
	}
	return bits;
}

/* Drops bits one by one, from the highest or the lowest, as long as the cube stays clear of the
 * outside. */
static struct condition grow_cube(const struct cover *c, const struct ground *ground, bool highest_first)
{
	AUTO_FREE uint32_t *met = mem_alloc(manager_size(c->manager) * sizeof(*met));
	struct search s = { .c = c, .value = ground->value, .met = met };
	uint64_t bits = bits_on_way(&c->job[0], ground->outside, ground->value);

	for (unsigned i = 0; i < 64; i++) {
		uint64_t bit = UINT64_C(1) << (highest_first ? 63 - i : i);
		s.bits = bits & ~bit;
		s.round++;
		if (bits & bit && !meets(&s, ground->outside))
			bits = s.bits;
	}
	manager_charge(c->manager, s.visits / VISITS_A_STEP);
	const struct job *j = &c->job[cover_name_of(c, bits)];
	return (struct condition){ j->shaped->role, forms_bits(j, bits, ground->value & bits) };
}

/* --- the best of them --- */

static double part(const struct manager *manager, bdd f, double *memo)
{
	if (bdd_is_constant(manager, f))
		return f == BDD_YES;
	if (!(memo[f] > 0))
		memo[f] = (part(manager, bdd_follow(manager, f, false), memo) + part(manager, bdd_follow(manager, f, true), memo)) / 2;
	return memo[f];
}

double cover_part(const struct manager *manager, bdd condition)
{
	AUTO_FREE double *memo = mem_alloc(manager_size(manager) * sizeof(*memo));

	return part(manager, condition, memo);
}

struct best {
	struct condition form;
	bdd left;                             /* still to be covered */
	double covered;
};

static void try_form(const struct cover *c, bdd must, struct condition form, struct best *best)
{
	bdd holds = cover_form_bdd(c, &form), both = bdd_and(c->manager, must, holds);
	double covered = cover_part(c->manager, both);

	if (covered > best->covered)
		*best = (struct best){ form, and_not(c, must, holds), covered };
}

static struct best best_form(const struct cover *c, bdd must, const struct ground *ground)
{
	struct best best = { .left = must };

	for (unsigned i = 0; i < c->count; i++) {
		struct condition range = { .role = c->job[i].shaped->role };
		if (grow_range(c, ground, i, &range.values))
			try_form(c, must, range, &best);
	}
	try_form(c, must, grow_cube(c, ground, true), &best);
	try_form(c, must, grow_cube(c, ground, false), &best);
	return best;
}

/* Single values of one name form a set. */
static bool add_form(struct forms *forms, const struct condition *form)
{
	bool single = form->values.kind == VALUES_SET && form->values.count == 1 && !form->values.negated;

	for (unsigned i = 0; i < forms->count && single; i++) {
		struct condition *set = &forms->at[i];
		if (set->role == form->role && set->values.kind == VALUES_SET && !set->values.negated &&
		    values_insert(&set->values, form->values.v[0]))
			return true;
	}
	if (forms->count == COVER_TERMS)
		return false;
	forms->at[forms->count++] = *form;
	return true;
}

bool cover_forms(const struct cover *c, struct cover_bounds wanted, struct forms *out)
{
	struct ground ground = { .outside = bdd_not(c->manager, wanted.may) };
	struct condition form;

	for (unsigned i = 0; i < c->count; i++)
		ground.seen[i] = cover_seen(c, i, ground.outside);
	for (out->count = 0; wanted.must != BDD_NO && !manager_is_full(c->manager);) {
		if (cover_whole(c, wanted, &form))
			return add_form(out, &form);
		ground.value = forms_extreme(&c->job[c->count - 1], wanted.must, false);
		struct best best = best_form(c, wanted.must, &ground);
		if (!(best.covered > 0) || !add_form(out, &best.form))
			return false;
		wanted.must = best.left;
	}
	return !manager_is_full(c->manager);
}
