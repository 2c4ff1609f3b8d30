/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The diagram tests one argument after the other. The remainder after an
 * argument is one of a few functions of the later ones; each has a condition on
 * the argument, which guards the rows of the function. Remainders that lead to
 * the default are omitted. A function with a long condition comes last instead,
 * after rows for everything else, without a condition.
 *
 * A condition uses the argument's role if it tests only bits of the role,
 * otherwise the register.
 */
#include "emit/lift/lift_parts.h"

#include "emit/proof/bitvector.h"

/* The name used in conditions on this argument. */
static struct shaped name_for(const struct making *m, bdd condition, unsigned arg)
{
	struct argument_names names = making_names(m, arg);
	uint64_t support = shape_support(m->manager, condition, arg);

	return names.at[support & ~names.at[0].mask ? names.count - 1 : 0];
}

/* A remainder after one argument: a function of the later ones, and the condition that leads to
 * it. */
struct way {
	bdd rest;
	struct shape *shape;
	int count;                            /* -1: too long to write */
};

static void shape_way(struct making *m, struct way *way, bdd condition, unsigned arg)
{
	struct shaped shaped = name_for(m, condition, arg);

	way->count = shape_of(m->manager, m->arena, condition, &shaped, m->scratch);
	way->shape = shapes_kept(m->arena, m->scratch, way->count);
}

static bool rows(struct making *m, bdd answers, struct draft_row draft);

static bool rows_of_way(struct making *m, const struct way *way, const struct draft_row *before, bool total)
{
	for (int i = 0; i < way->count; i++) {
		struct draft_row draft = *before;
		draft.argument[draft.count++] = way->shape[i];
		draft.total |= total;
		if (!rows(m, way->rest, draft))
			return false;
	}
	return way->count >= 0;
}

enum { LONG = 4 };                            /* shapes: with more, a remainder is better placed last */

static size_t effort(const struct way *way)
{
	size_t effort = 0;

	for (int i = 0; i < way->count; i++)
		effort += 1 + way->shape[i].count / LONG;
	return way->count < 0 ? SIZE_MAX : effort;
}

/* The remainder that comes last without a condition, or `count` if none needs
 * to. */
static int last_way(const struct making *m, const struct way *way, int count, bool total)
{
	int last = 0;

	for (int i = 1; i < count; i++)
		if (effort(&way[i]) > effort(&way[last]))
			last = i;
	if (making_is_default(m, way[last].rest) && !total)
		return count;
	return effort(&way[last]) > LONG ? last : count;
}

static bool rows_by_argument(struct making *m, bdd answers, unsigned arg, const struct draft_row *draft)
{
	unsigned end = 32 * (DATA_ARG_HIGH + 2 * arg + 2);
	bdd exit[SHAPES_MOST];
	int count = bdd_exits(m->manager, answers, end, exit, SHAPES_MOST);
	AUTO_FREE struct way *way = mem_alloc((size_t)(count > 0 ? count : 1) * sizeof(*way));

	for (int i = 0; i < count; i++) {
		way[i].rest = exit[i];
		if (!making_is_default(m, exit[i]) || draft->total)
			shape_way(m, &way[i], bdd_leads_to(m->manager, answers, end, exit[i]), arg);
	}
	int last = count < 0 ? -1 : last_way(m, way, count, draft->total);
	for (int i = 0; i < count; i++) {
		if (i == last)
			continue;
		if (last < count && !way[i].shape)
			shape_way(m, &way[i], bdd_leads_to(m->manager, answers, end, exit[i]), arg);
		if (way[i].shape && !rows_of_way(m, &way[i], draft, last < count))
			return false;
	}
	return count >= 0 && (last == count || rows(m, exit[last], *draft));
}

/* False if there are too many rows, or if something other than an argument is
 * tested. */
static bool rows(struct making *m, bdd answers, struct draft_row draft)
{
	if (making_is_default(m, answers) && !draft.total)
		return true;
	if (bdd_is_constant(m->manager, answers))
		return making_add_row(m, &draft, bdd_constant(m->manager, answers));
	unsigned arg = making_argument(m, answers);
	return arg < SYSCALL_ARGS && !manager_is_full(m->manager) && rows_by_argument(m, answers, arg, &draft);
}

bool lift_apart(struct making *m, bdd answers)
{
	return rows(m, answers, (struct draft_row){ .count = 0 }) && !manager_is_full(m->manager);
}
