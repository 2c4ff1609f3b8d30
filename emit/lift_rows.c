/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The diagram asks for one argument after the other. What follows an argument
 * is one of a few functions of those behind it; for each there is a condition
 * on the argument, and the rows of the function are put under it. Those that
 * lead to the default are left out. Where a condition would be long it is left
 * out: the function comes last, behind rows for all that is not it.
 *
 * A condition is on the role of the argument if it asks for no bit that the
 * role does not have, else on the register.
 */
#include "emit/lift_rows.h"

#include <string.h>

#include "emit/filter.h"
#include "emit/shape.h"
#include "emit/word.h"

enum { CALL_NODES = 50000 };                 /* that the rows of one call may take */

struct making {
	struct space *space;
	struct arena *arena;
	struct rule *rule;
	enum arch arch;
	uint32_t otherwise, common;           /* returned: by the policy's default, and by the rule unless a row differs */
	size_t room;                          /* for rows */
};

/* A row in the making: what each argument must be. */
struct draft_row {
	struct { enum role role; struct shape shape; } argument[SYSCALL_ARGS];
	size_t count;
	bool total;                           /* rows for all calls that it admits, also where they get the default: others follow */
};

/* As the kernel orders them: negative numbers are the strictest. */
static bool is_stricter(uint32_t a, uint32_t b)
{
	return (int32_t)(a & SECCOMP_RET_ACTION_FULL) < (int32_t)(b & SECCOMP_RET_ACTION_FULL);
}

struct verdict lift_strictest(struct space *space, diagram answers)
{
	diagram word[SHAPES_MOST];
	int count = diagram_exits(space, answers, DIAGRAM_BITS, word, SHAPES_MOST);
	uint32_t least = count < 0 ? SECCOMP_RET_KILL_PROCESS : diagram_constant(space, word[0]);

	for (int i = 1; i < count; i++)
		if (is_stricter(diagram_constant(space, word[i]), least))
			least = diagram_constant(space, word[i]);
	return verdict_of_ret(least);
}

static struct row *new_row(struct making *m)
{
	struct rule *rule = m->rule;

	if (rule->row_count == POLICY_ROWS_MOST)
		return NULL;
	if (rule->row_count == m->room) {
		m->room = m->room ? 2 * m->room : 4;
		struct row *larger = arena_alloc(m->arena, m->room * sizeof(*larger));
		if (rule->row_count)
			memcpy(larger, rule->rows, rule->row_count * sizeof(*larger));
		rule->rows = larger;
	}
	return &rule->rows[rule->row_count++];
}

/* Sorted by role; terms of one argument stay in their order. */
static void sort_in(struct row *row, struct condition condition)
{
	size_t at = row->count++;

	for (; at && row->condition[at - 1].role > condition.role; at--)
		row->condition[at] = row->condition[at - 1];
	row->condition[at] = condition;
}

static size_t terms_of(const struct draft_row *draft)
{
	size_t count = 0;

	for (size_t i = 0; i < draft->count; i++)
		count += draft->argument[i].shape.count;
	return count;
}

static bool add_row(struct making *m, const struct draft_row *draft, uint32_t ret)
{
	struct row *row = new_row(m);

	if (!row)
		return false;
	*row = (struct row){ .answers = ret != m->common, .verdict = verdict_of_ret(ret) };
	row->condition = arena_alloc(m->arena, terms_of(draft) * sizeof(*row->condition));
	for (size_t i = 0; i < draft->count; i++)
		for (unsigned k = 0; k < draft->argument[i].shape.count; k++)
			sort_in(row, (struct condition){ draft->argument[i].role, draft->argument[i].shape.term[k] });
	return true;
}

static bool has_role(const struct making *m, unsigned arg, uint64_t support)
{
	enum role role = syscall_role(m->rule->id, m->arch, arg);

	return role != ROLE__ && syscall_arg(m->rule->id, m->arch, role) == (int)arg &&
	       !(support & ~syscall_mask(m->rule->id, m->arch, role));
}

/* What a condition on this argument is written of. */
static enum role role_for(const struct making *m, diagram condition, struct shaped *shaped)
{
	enum role role = syscall_role(m->rule->id, m->arch, shaped->arg);

	shaped->flags = role_info(role)->join == JOIN_BITS;
	if (!has_role(m, shaped->arg, shape_support(m->space, condition, shaped->arg)))
		role = (enum role)(ROLE_arg0 + shaped->arg);
	shaped->mask = syscall_mask(m->rule->id, m->arch, role);
	return role;
}

/* What follows one argument: a function of those behind it, and the condition that leads there. */
struct way {
	diagram rest;
	enum role role;
	struct shape *shape;
	int count;                            /* -1: too long to be written */
};

static void shape_way(struct making *m, struct way *way, diagram condition, unsigned arg)
{
	struct shaped shaped = { .arg = arg };

	way->role = role_for(m, condition, &shaped);
	way->shape = arena_alloc(m->arena, SHAPES_MOST * sizeof(*way->shape));
	way->count = shape_of(m->space, m->arena, condition, &shaped, way->shape);
}

static bool is_default(const struct making *m, diagram answers)
{
	return diagram_is_constant(m->space, answers) && diagram_constant(m->space, answers) == m->otherwise;
}

static bool rows(struct making *m, diagram answers, struct draft_row draft);

static bool rows_of_way(struct making *m, const struct way *way, const struct draft_row *before, bool total)
{
	for (int i = 0; i < way->count; i++) {
		struct draft_row draft = *before;
		draft.argument[draft.count].role = way->role;
		draft.argument[draft.count++].shape = way->shape[i];
		draft.total |= total;
		if (!rows(m, way->rest, draft))
			return false;
	}
	return way->count >= 0;
}

enum { LONG = 4 };                            /* shapes: with more, a way is better the last */

static size_t effort(const struct way *way)
{
	size_t effort = 0;

	for (int i = 0; i < way->count; i++)
		effort += 1 + way->shape[i].count / LONG;
	return way->count < 0 ? SIZE_MAX : effort;
}

/* The way that comes last without a condition, or `count` where none has to. */
static int last_way(const struct making *m, const struct way *way, int count, bool total)
{
	int last = 0;

	for (int i = 1; i < count; i++)
		if (effort(&way[i]) > effort(&way[last]))
			last = i;
	if (is_default(m, way[last].rest) && !total)
		return count;
	return effort(&way[last]) > LONG ? last : count;
}

static bool rows_by_argument(struct making *m, diagram answers, unsigned arg, const struct draft_row *draft)
{
	unsigned end = 32 * (DATA_ARG_HIGH + 2 * arg + 2);
	diagram exit[SHAPES_MOST];
	int count = diagram_exits(m->space, answers, end, exit, SHAPES_MOST);
	AUTO_FREE struct way *way = mem_alloc(SHAPES_MOST * sizeof(*way));

	for (int i = 0; i < count; i++) {
		way[i].rest = exit[i];
		if (!is_default(m, exit[i]) || draft->total)
			shape_way(m, &way[i], diagram_leads_to(m->space, answers, end, exit[i]), arg);
	}
	int last = count < 0 ? -1 : last_way(m, way, count, draft->total);
	for (int i = 0; i < count; i++) {
		if (i == last)
			continue;
		if (last < count && !way[i].shape)
			shape_way(m, &way[i], diagram_leads_to(m->space, answers, end, exit[i]), arg);
		if (way[i].shape && !rows_of_way(m, &way[i], draft, last < count))
			return false;
	}
	return count >= 0 && (last == count || rows(m, exit[last], *draft));
}

/* False where there are too many rows, or something is asked that is no argument. */
static bool rows(struct making *m, diagram answers, struct draft_row draft)
{
	if (is_default(m, answers) && !draft.total)
		return true;
	if (diagram_is_constant(m->space, answers))
		return add_row(m, &draft, diagram_constant(m->space, answers));
	unsigned word = diagram_top(m->space, answers) / 32;
	if (word < DATA_ARG_HIGH || word >= DATA_IP_HIGH || space_is_full(m->space))
		return false;
	return rows_by_argument(m, answers, (word - DATA_ARG_HIGH) / 2, &draft);
}

/* The most lenient answer that is not the default stands for the rule. */
static uint32_t common_answer(struct space *space, diagram answers, uint32_t otherwise)
{
	diagram word[SHAPES_MOST];
	int count = diagram_exits(space, answers, DIAGRAM_BITS, word, SHAPES_MOST);
	uint32_t best = otherwise;

	for (int i = 0; i < count; i++) {
		uint32_t one = diagram_constant(space, word[i]);
		if (one != otherwise && (best == otherwise || is_stricter(best, one) || (!is_stricter(one, best) && one < best)))
			best = one;
	}
	return best;
}

/* `memo` has 1 + the copy of each node that was met. */
static diagram copied(struct space *to, const struct space *from, diagram f, uint32_t *memo)
{
	if (diagram_is_constant(from, f))
		return diagram_word(to, diagram_constant(from, f));
	if (!memo[f]) {
		diagram clear = copied(to, from, diagram_follow(from, f, false), memo);
		memo[f] = 1 + diagram_ask(to, diagram_top(from, f), clear, copied(to, from, diagram_follow(from, f, true), memo));
	}
	return memo[f] - 1;
}

/* In a space of its own: what is done for one call costs by its size, and not by that of the whole filter. */
static diagram copy(struct space *to, const struct space *from, diagram f)
{
	AUTO_FREE uint32_t *memo = mem_alloc(space_size(from) * sizeof(*memo));

	return copied(to, from, f, memo);
}

static uint32_t effect_of(struct verdict verdict)
{
	return filter_effect(verdict_ret(verdict));
}

bool lift_rows(struct space *space, struct arena *arena, struct rule *rule, struct verdict otherwise, diagram answers)
{
	struct making m = { .arena = arena, .rule = rule, .otherwise = effect_of(otherwise) };

	rule->verdict = lift_strictest(space, answers);
	if (diagram_is_constant(space, answers))
		return true;
	AUTO_SPACE struct space *own = space_begin(CALL_NODES);
	m.space = own;
	answers = copy(own, space, answers);
	while (!(rule->archs & ARCH_BIT(m.arch)))
		m.arch++;
	m.common = common_answer(own, answers, m.otherwise);
	if (rows(&m, answers, (struct draft_row){ .count = 0 }) && !space_is_full(own)) {
		rule->verdict = verdict_of_ret(m.common);
		return true;
	}
	rule->rows = NULL;
	rule->row_count = 0;
	return false;
}
