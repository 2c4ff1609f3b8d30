/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Between where a condition must hold and where it may hold there is freedom,
 * much of it in an ordered list of rows. The best result is one form; next an
 * AND of everything that holds throughout, minus forms that cover the outside;
 * last an OR of forms or of cubes of bits, whichever are fewer.
 */
#include "emit/lift/cover_parts.h"

#include <string.h>

#include "emit/proof/bitvector.h"

enum { COVER_NODES = 200000, AND_STEPS = 250000 };

static bdd outside(const struct cover *c, bdd condition, bdd within)
{
	return bdd_and(c->manager, within, bdd_not(c->manager, condition));
}

/* What must be removed from where all forms hold, so that nothing outside `may` remains. */
static struct cover_bounds too_much(const struct cover *c, struct cover_bounds wanted, bdd held)
{
	return (struct cover_bounds){ outside(c, wanted.may, held), bdd_not(c->manager, wanted.must) };
}

/* Adds a form that covers all of `must`, if it removes anything. */
static void narrow(const struct cover *c, struct cover_bounds wanted, struct condition form, struct forms *out, bdd *held)
{
	bdd now = bdd_and(c->manager, *held, cover_form_bdd(c, &form));

	if (outside(c, wanted.may, *held) == outside(c, wanted.may, now))
		return;
	out->at[out->count++] = form;
	*held = now;
}

static struct values hull_seen(const struct cover *c, unsigned name, bdd must)
{
	const struct job *j = &c->job[name];
	bdd seen = cover_seen(c, name, must);

	return (struct values){ .kind = VALUES_RANGE, .v = { forms_extreme(j, seen, false), forms_extreme(j, seen, true) } };
}

/* The fixed bits, and the range seen by each name. */
static bdd find_hulls(const struct cover *c, struct cover_bounds wanted, struct forms *out)
{
	bdd held = BDD_YES;
	uint64_t bits, value;

	forms_fixed(&c->job[0], wanted.must, &bits, &value);
	const struct job *j = &c->job[cover_name_of(c, bits)];
	if (bits)
		narrow(c, wanted, (struct condition){ j->shaped->role, forms_bits(j, bits, value) }, out, &held);
	for (unsigned i = 0; i < c->count; i++)
		narrow(c, wanted, (struct condition){ c->job[i].shaped->role, hull_seen(c, i, wanted.must) }, out, &held);
	return held;
}

/* From the last form to the first: removes those made redundant by the earlier ones and the later ones kept. */
static void leave_out_spare(const struct cover *c, struct cover_bounds wanted, struct forms *forms)
{
	bdd before[COVER_TERMS], holds[COVER_TERMS], held = BDD_YES, behind = BDD_YES;

	for (unsigned i = 0; i < forms->count; i++) {
		before[i] = held;
		holds[i] = cover_form_bdd(c, &forms->at[i]);
		held = bdd_and(c->manager, held, holds[i]);
	}
	for (unsigned i = forms->count; i-- > 0 && !manager_is_full(c->manager);) {
		if (outside(c, wanted.may, bdd_and(c->manager, before[i], behind)) != BDD_NO) {
			behind = bdd_and(c->manager, behind, holds[i]);
			continue;
		}
		forms->count--;
		memmove(&forms->at[i], &forms->at[i + 1], (forms->count - i) * sizeof(forms->at[0]));
	}
}

static void add_negated(struct forms *out, const struct forms *forms)
{
	for (unsigned i = 0; i < forms->count; i++) {
		out->at[out->count] = forms->at[i];
		out->at[out->count].values = forms_negated(forms->at[i].values);
		out->count++;
	}
}

static bool find_and(const struct cover *c, struct cover_bounds wanted, struct forms *out)
{
	struct forms taken;

	out->count = 0;
	if (cover_whole(c, wanted, &out->at[0])) {
		out->count = 1;
		return true;
	}
	bdd held = find_hulls(c, wanted, out);
	if (!cover_forms(c, too_much(c, wanted, held), &taken) || out->count + taken.count > COVER_TERMS)
		return false;
	add_negated(out, &taken);
	leave_out_spare(c, wanted, out);
	return !manager_is_full(c->manager);
}

/* Limited, so that an OR can still be afforded. */
static bool try_and(const struct cover *c, struct cover_bounds wanted, struct forms *out)
{
	size_t attempt = manager_attempt(c->manager, AND_STEPS);
	bool found = find_and(c, wanted, out);

	return manager_attempted(c->manager, attempt) && found;
}

static struct shape shape_of_forms(struct arena *arena, const struct condition *form, unsigned count)
{
	struct shape shape = { arena_alloc(arena, count * sizeof(*form)), count };

	memcpy(shape.term, form, count * sizeof(*form));
	return shape;
}

static int find_or(const struct cover *c, struct cover_bounds wanted, struct shape *out)
{
	const struct job *j = &c->job[c->count - 1];
	struct forms forms;
	int by_bits = cut_cubes(j, wanted.must, wanted.may, out);

	if (!cover_forms(c, wanted, &forms) || (by_bits >= 0 && (unsigned)by_bits <= forms.count))
		return manager_is_full(c->manager) ? -1 : by_bits;
	for (unsigned i = 0; i < forms.count; i++)
		out[i] = shape_of_forms(j->arena, &forms.at[i], 1);
	return (int)forms.count;
}

static int find(const struct cover *c, struct cover_bounds wanted, struct shape *out)
{
	struct forms forms;

	if (wanted.may == BDD_YES)
		out[0] = (struct shape){ 0 };
	else if (try_and(c, wanted, &forms))
		out[0] = shape_of_forms(c->job[0].arena, forms.at, forms.count);
	else
		return find_or(c, wanted, out);
	return 1;
}

int cover_of(struct manager *manager, struct arena *arena, const struct argument_names *names, struct cover_bounds wanted,
             struct shape out[SHAPES_MOST])
{
	AUTO_MANAGER struct manager *own = manager_begin(COVER_NODES);
	struct cover c = { .manager = own, .count = names->count };
	int count;

	for (unsigned i = 0; i < names->count; i++)
		c.job[i] = (struct job){ own, arena, &names->at[i], 32 * (DATA_ARG_HIGH + 2 * names->at[i].arg) };
	manager_attempt(own, manager_left(manager));
	wanted.must = bdd_copy(own, manager, wanted.must);
	wanted.may = bdd_copy(own, manager, wanted.may);
	count = find(&c, wanted, out);
	manager_charge(manager, manager_steps(own));
	return manager_is_full(own) ? -1 : count;
}
