/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first matching row decides. So of the functions that may follow an
 * argument, the one with the shortest condition goes first; it covers all calls
 * under its condition, which frees later conditions to include or exclude them,
 * whichever is shorter. The last needs no condition. A function that occurs in
 * several places has its list built once.
 */
#include "core/base/order.h"
#include "emit/lift/lift_parts.h"

#include <stdlib.h>

#include "emit/proof/policy_bdd.h"
#include "emit/proof/bitvector.h"

/* The condition on the first argument of a function, then the list that follows; NULL: the answer. */
struct line {
	struct shape shape;
	const struct line *rest;
	uint32_t ret;
};

struct line_list {
	struct line *at;
	size_t count, room;
	bool failed;
};

struct ordering {
	struct making *m;
	struct line_list **lists;             /* for each visited node */
	struct arena lines;
};

/* A function that follows an argument, and where it applies. */
struct follower {
	const struct line_list *list;
	bdd where;
	struct shape *shape;                  /* from the last attempt: it can only become shorter */
	int count;                            /* -1: unknown */
	double part;                          /* the fraction of the argument's values that lead to it */
	bool placed;
};

enum { FOLLOWERS_MOST = 64 };

static const struct line_list *list_of(struct ordering *o, bdd answers);

static void add_line(struct ordering *o, struct line_list *list, struct line line)
{
	list->at = arena_grow(&o->lines, list->at, list->count, &list->room, sizeof(*list->at));
	list->failed |= list->count >= POLICY_ROWS_MOST;
	list->at[list->count++] = line;
}

static void place(struct ordering *o, struct line_list *list, struct follower *f)
{
	for (int i = 0; i < f->count && !list->failed; i++)
		for (size_t k = 0; k < f->list->count && !list->failed; k++)
			add_line(o, list, (struct line){ f->shape[i], &f->list->at[k], 0 });
	f->placed = true;
}

static void look(struct ordering *o, struct follower *f, unsigned arg, bdd placed)
{
	struct making *m = o->m;
	struct argument_names names = making_names(m, arg);
	struct cover_bounds wanted = { f->where, bdd_or(m->manager, f->where, placed) };

	if (f->count == 1)
		return;
	int count = cover_of(m->manager, m->arena, &names, wanted, m->scratch);
	if (count < 0 || (f->count >= 0 && count >= f->count))
		return;
	f->shape = shapes_kept(&o->lines, m->scratch, count);
	f->count = count;
}

static size_t lines_of(const struct follower *f)
{
	return f->count < 0 ? SIZE_MAX : (size_t)f->count * f->list->count;
}

static size_t terms_of(const struct follower *f)
{
	size_t terms = 0;

	for (int i = 0; i < f->count; i++)
		terms += f->shape[i].count;
	return terms;
}

static bool is_shorter(const struct follower *a, const struct follower *b)
{
	return lines_of(a) != lines_of(b) ? lines_of(a) < lines_of(b) : terms_of(a) < terms_of(b);
}

enum { SHORT = 4 };                           /* conditions of a single row: the search can stop */

static bool is_short(const struct follower *f)
{
	return lines_of(f) == 1 && terms_of(f) <= SHORT;
}

/* The next one to place, or NULL if the others are too intricate. */
static struct follower *next(struct ordering *o, struct follower *all, int count, unsigned arg, bdd placed)
{
	struct follower *best = NULL;

	for (int i = 0; i < count && !(best && is_short(best)); i++) {
		if (all[i].placed)
			continue;
		look(o, &all[i], arg, placed);
		if (!best || is_shorter(&all[i], best))
			best = &all[i];
	}
	return best && best->count >= 0 ? best : NULL;
}

static void place_last(struct ordering *o, struct line_list *list, struct follower *all, int count)
{
	for (int i = 0; i < count; i++) {
		struct shape always = { 0 };
		if (all[i].placed)
			continue;
		all[i].shape = &always;
		all[i].count = 1;
		place(o, list, &all[i]);
	}
}

static void order(struct ordering *o, struct line_list *list, struct follower *all, int count, unsigned arg)
{
	bdd placed = BDD_NO;

	for (int left = count; left > 1 && !list->failed; left--) {
		struct follower *f = next(o, all, count, arg, placed);
		list->failed |= !f || manager_is_full(o->m->manager);
		if (list->failed)
			return;
		place(o, list, f);
		placed = bdd_or(o->m->manager, placed, f->where);
	}
	place_last(o, list, all, count);
}

/* Those with few values first: the last one needs no condition. */
static int by_part(const void *a, const void *b)
{
	const struct follower *x = a, *y = b;
	int order = (x->part > y->part) - (x->part < y->part);

	return order ? order : number_order(x->where, y->where);
}

static void fill(struct ordering *o, struct line_list *list, bdd answers, unsigned arg)
{
	unsigned end = 32 * (DATA_ARG_HIGH + 2 * arg + 2);
	struct follower all[FOLLOWERS_MOST];
	bdd exit[FOLLOWERS_MOST];
	int count = bdd_exits(o->m->manager, answers, end, exit, FOLLOWERS_MOST);

	list->failed = count < 0;
	for (int i = 0; i < count; i++) {
		all[i] = (struct follower){ .list = list_of(o, exit[i]), .count = -1 };
		all[i].where = bdd_leads_to(o->m->manager, answers, end, exit[i]);
		all[i].part = cover_part(o->m->manager, all[i].where);
		list->failed |= all[i].list->failed;
	}
	if (list->failed)
		return;
	qsort(all, (size_t)count, sizeof(all[0]), by_part);
	order(o, list, all, count, arg);
}

static const struct line_list *list_of(struct ordering *o, bdd answers)
{
	struct making *m = o->m;
	struct line_list *list = o->lists[answers];

	if (list)
		return list;
	list = o->lists[answers] = arena_alloc(&o->lines, sizeof(*list));
	unsigned arg = making_argument(m, answers);
	if (bdd_is_constant(m->manager, answers))
		add_line(o, list, (struct line){ .ret = bdd_constant(m->manager, answers) });
	else if (arg == SYSCALL_ARGS || manager_is_full(m->manager))
		list->failed = true;
	else
		fill(o, list, answers, arg);
	return list;
}

static struct draft_row draft_of(const struct line *line, uint32_t *ret)
{
	struct draft_row draft = { .count = 0 };

	for (; line->rest; line = line->rest)
		draft.argument[draft.count++] = line->shape;
	*ret = line->ret;
	return draft;
}

static bool add_lines(struct making *m, const struct line_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		uint32_t ret;
		struct draft_row draft = draft_of(&list->at[i], &ret);
		if (!making_add_row(m, &draft, ret))
			return false;
	}
	return !list->failed;
}

bool lift_ordered(struct making *m, bdd answers)
{
	AUTO_FREE struct line_list **lists = mem_alloc(manager_size(m->manager) * sizeof(*lists));
	struct ordering o = { m, lists, { NULL } };
	bool done = add_lines(m, list_of(&o, answers)) && !manager_is_full(m->manager);

	arena_free(&o.lines);
	return done;
}
