/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The diagram asks for one argument after the other. What follows an argument
 * is one of a few functions of those behind it; for each there is a condition
 * on the argument, and the rows of the function are put under it. So rows never
 * overlap, and those that lead to the default are left out.
 *
 * A condition is on the role of the argument if it asks for no bit that the
 * role does not have, else on the register.
 */
#include "emit/lift_rows.h"

#include <string.h>

#include "emit/filter.h"
#include "emit/shape.h"
#include "emit/word.h"

struct making {
	struct space *space;
	struct arena *arena;
	struct rule *rule;
	enum arch arch;
	uint32_t otherwise, common;           /* returned: by the policy's default, and by the rule unless a row differs */
	size_t room;                          /* for rows */
};

enum { TERMS_MOST = SHAPE_TERMS * SYSCALL_ARGS };

/* A row in the making: what each argument must be. */
struct draft_row {
	struct condition condition[TERMS_MOST];
	size_t count;
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

static bool add_row(struct making *m, const struct draft_row *draft, uint32_t ret)
{
	struct row *row = new_row(m);

	if (!row)
		return false;
	*row = (struct row){ .answers = ret != m->common, .verdict = verdict_of_ret(ret) };
	row->condition = arena_alloc(m->arena, draft->count * sizeof(*row->condition));
	for (size_t i = 0; i < draft->count; i++)
		sort_in(row, draft->condition[i]);
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

static bool rows(struct making *m, diagram answers, struct draft_row draft);

static bool rows_by_argument(struct making *m, diagram way, unsigned arg, diagram rest, const struct draft_row *before)
{
	struct shaped shaped = { .arg = arg };
	enum role role = role_for(m, way, &shaped);
	AUTO_FREE struct shape *shape = mem_alloc(SHAPES_MOST * sizeof(*shape));
	int count = shape_of(m->space, way, &shaped, shape);

	for (int i = 0; i < count; i++) {
		struct draft_row draft = *before;
		for (unsigned k = 0; k < shape[i].count; k++)
			draft.condition[draft.count++] = (struct condition){ role, shape[i].term[k] };
		if (!rows(m, rest, draft))
			return false;
	}
	return count >= 0;
}

static bool is_default(const struct making *m, diagram answers)
{
	return diagram_is_constant(m->space, answers) && diagram_constant(m->space, answers) == m->otherwise;
}

/* False where there are too many rows, or something is asked that is no argument. */
static bool rows(struct making *m, diagram answers, struct draft_row draft)
{
	diagram exit[SHAPES_MOST];

	if (is_default(m, answers))
		return true;
	if (diagram_is_constant(m->space, answers))
		return add_row(m, &draft, diagram_constant(m->space, answers));
	unsigned word = diagram_top(m->space, answers) / 32;
	if (word < DATA_ARG_HIGH || word >= DATA_IP_HIGH || space_is_full(m->space))
		return false;
	unsigned arg = (word - DATA_ARG_HIGH) / 2, end = 32 * (DATA_ARG_HIGH + 2 * arg + 2);
	int count = diagram_exits(m->space, answers, end, exit, SHAPES_MOST);
	for (int i = 0; i < count; i++)
		if (!is_default(m, exit[i]) &&
		    !rows_by_argument(m, diagram_leads_to(m->space, answers, end, exit[i]), arg, exit[i], &draft))
			return false;
	return count >= 0;
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

static uint32_t effect_of(struct verdict verdict)
{
	return filter_effect(verdict_ret(verdict));
}

bool lift_rows(struct space *space, struct arena *arena, struct rule *rule, struct verdict otherwise, diagram answers)
{
	struct making m = { .space = space, .arena = arena, .rule = rule, .otherwise = effect_of(otherwise) };

	rule->verdict = lift_strictest(space, answers);
	if (diagram_is_constant(space, answers))
		return true;
	while (!(rule->archs & ARCH_BIT(m.arch)))
		m.arch++;
	m.common = common_answer(space, answers, m.otherwise);
	if (rows(&m, answers, (struct draft_row){ .count = 0 }) && !space_is_full(space)) {
		rule->verdict = verdict_of_ret(m.common);
		return true;
	}
	rule->rows = NULL;
	rule->row_count = 0;
	return false;
}
