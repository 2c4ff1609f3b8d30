/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disjoint rows are easier to read, and nearly every filter has them. If they
 * would be many or expensive, an ordered list is tried too, and the shorter
 * result is used.
 */
#include "emit/lift/lift_rows.h"

#include <string.h>

#include "emit/filter/filter.h"
#include "emit/lift/lift_parts.h"
#include "emit/proof/policy_bdd.h"
#include "emit/proof/bitvector.h"

enum { CALL_NODES = 300000 };                 /* for the rows of one call; steps in proportion */
enum { CALL_BEGINS = 300 };                   /* the cost of creating a manager, in steps */

/* In the kernel's order: negative numbers are the strictest. */
static bool is_stricter(uint32_t a, uint32_t b)
{
	return (int32_t)(a & SECCOMP_RET_ACTION_FULL) < (int32_t)(b & SECCOMP_RET_ACTION_FULL);
}

struct verdict lift_strictest(struct manager *manager, bdd answers)
{
	bdd word[SHAPES_MOST];
	int count = bdd_exits(manager, answers, BDD_BITS, word, SHAPES_MOST);
	uint32_t least = count < 0 ? SECCOMP_RET_KILL_PROCESS : bdd_constant(manager, word[0]);

	for (int i = 1; i < count; i++)
		if (is_stricter(bdd_constant(manager, word[i]), least))
			least = bdd_constant(manager, word[i]);
	return verdict_of_ret(least);
}

static struct row *new_row(struct making *m)
{
	struct rule *rule = m->rule;

	if (rule->row_count == POLICY_ROWS_MOST)
		return NULL;
	rule->rows = arena_grow(m->arena, rule->rows, rule->row_count, &m->room, sizeof(*rule->rows));
	return &rule->rows[rule->row_count++];
}

/* Sorted by role; terms of one argument keep their order. */
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
		count += draft->argument[i].count;
	return count;
}

bool making_add_row(struct making *m, const struct draft_row *draft, uint32_t ret)
{
	struct row *row = new_row(m);

	if (!row)
		return false;
	*row = (struct row){ .answers = ret != m->common, .verdict = verdict_of_ret(ret) };
	row->condition = arena_alloc(m->arena, terms_of(draft) * sizeof(*row->condition));
	for (size_t i = 0; i < draft->count; i++)
		for (unsigned k = 0; k < draft->argument[i].count; k++)
			sort_in(row, draft->argument[i].term[k]);
	return true;
}

/* Even a register may hold flags. */
static struct argument_names names_of(struct read_as call, unsigned arg)
{
	enum role role = syscall_role(call.id, call.arch, arg), as_register = (enum role)(ROLE_arg0 + arg);
	bool flags = role_info(role)->join == JOIN_BITS;
	struct argument_names names = { .count = 0 };

	if (role != ROLE__ && syscall_arg(call.id, call.arch, role) == (int)arg)
		names.at[names.count++] = (struct shaped){ role, arg, syscall_mask(call.id, call.arch, role), flags };
	names.at[names.count++] = (struct shaped){ as_register, arg, syscall_mask(call.id, call.arch, as_register), flags };
	return names;
}

struct argument_names making_names(const struct making *m, unsigned arg)
{
	return names_of((struct read_as){ m->rule->id, m->arch }, arg);
}

static bool names_alike(const struct argument_names *a, const struct argument_names *b)
{
	const struct shaped *x = &a->at[0], *y = &b->at[0];

	return a->count == b->count && x->role == y->role && x->mask == y->mask && x->flags == y->flags;
}

bool lift_reads_alike(struct read_as a, struct read_as b, unsigned args)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++) {
		struct argument_names of_a = names_of(a, arg), of_b = names_of(b, arg);
		if (args >> arg & 1 && !names_alike(&of_a, &of_b))
			return false;
	}
	return true;
}

unsigned making_argument(const struct making *m, bdd answers)
{
	unsigned word = bdd_top(m->manager, answers) / 32;

	return word < DATA_ARG_HIGH || word >= DATA_IP_HIGH ? SYSCALL_ARGS : (word - DATA_ARG_HIGH) / 2;
}

bool making_is_default(const struct making *m, bdd answers)
{
	return bdd_is_constant(m->manager, answers) && bdd_constant(m->manager, answers) == m->otherwise;
}

/* The most lenient answer other than the default becomes the rule's. */
static uint32_t common_answer(struct manager *manager, bdd answers, uint32_t otherwise)
{
	bdd word[SHAPES_MOST];
	int count = bdd_exits(manager, answers, BDD_BITS, word, SHAPES_MOST);
	uint32_t best = otherwise;

	for (int i = 0; i < count; i++) {
		uint32_t one = bdd_constant(manager, word[i]);
		if (one != otherwise && (best == otherwise || is_stricter(best, one) || (!is_stricter(one, best) && one < best)))
			best = one;
	}
	return best;
}

static uint32_t effect_of(struct verdict verdict)
{
	return filter_effect(verdict_ret(verdict));
}

enum { MANY_ROWS = 32, APART_STEPS = 200000 };

static void take_back_rows(struct making *m)
{
	m->rule->rows = NULL;
	m->rule->row_count = m->room = 0;
}

/* Limited, so that the other method can still be afforded. */
static bool try_apart(struct making *m, bdd answers)
{
	size_t attempt = manager_attempt(m->manager, APART_STEPS);
	bool done = lift_apart(m, answers);

	return manager_attempted(m->manager, attempt) && done;
}

static bool try_both(struct making *m, bdd answers)
{
	bool apart = try_apart(m, answers);
	struct rule first = *m->rule;

	if (apart && first.row_count <= MANY_ROWS)
		return true;
	take_back_rows(m);
	if (lift_ordered(m, answers) && (!apart || m->rule->row_count < first.row_count))
		return true;
	*m->rule = first;
	return apart;
}

enum { CHECK_STEPS = 400000 };

/* Verification: the rows are converted back to a diagram. */
static bool is_right(struct making *m, struct verdict otherwise, bdd answers)
{
	manager_allow(m->manager, CHECK_STEPS);
	return rule_bdd(m->manager, m->rule, m->arch, otherwise) == answers && !manager_is_full(m->manager);
}

static bool find_rows(struct making *m, struct verdict otherwise, bdd answers)
{
	while (!(m->rule->archs & ARCH_BIT(m->arch)))
		m->arch++;
	m->common = common_answer(m->manager, answers, m->otherwise);
	m->rule->verdict = verdict_of_ret(m->common);
	return try_both(m, answers) && is_right(m, otherwise, answers);
}

static void take(size_t *work, size_t steps)
{
	*work -= steps < *work ? steps : *work;
}

/* The cost for one call depends on its size, not on that of the whole filter. */
static bool find_in_own_space(struct making *m, const struct manager *whole, struct verdict otherwise, bdd answers, size_t *work)
{
	AUTO_MANAGER struct manager *own = manager_begin(CALL_NODES);
	AUTO_FREE struct shape *scratch = mem_alloc(SHAPES_MOST * sizeof(*scratch));

	m->manager = own;
	m->scratch = scratch;
	manager_attempt(own, *work);
	bool done = find_rows(m, otherwise, bdd_copy(own, whole, answers));
	take(work, manager_steps(own) + CALL_BEGINS);
	return done;
}

bool lift_rows(struct manager *manager, struct arena *arena, struct rule *rule, struct verdict otherwise, bdd answers,
               size_t *work)
{
	struct making m = { .arena = arena, .rule = rule, .otherwise = effect_of(otherwise) };
	size_t before = manager_steps(manager);
	struct verdict strictest = lift_strictest(manager, answers);

	rule->verdict = strictest;
	take(work, manager_steps(manager) - before);
	if (bdd_is_constant(manager, answers) || find_in_own_space(&m, manager, otherwise, answers, work))
		return true;
	take_back_rows(&m);
	rule->verdict = strictest;
	return false;
}
