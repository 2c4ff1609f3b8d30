/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows are compared as diagrams of the arguments of one number. Each list is
 * first built too long, by a rule that is evidently correct; then rows that no
 * call reaches, and rows with the same effect as those below, are removed.
 */
#include "emit/merge/list.h"

#include <string.h>

#include "emit/proof/policy_bdd.h"
#include "emit/proof/bitvector.h"

enum { NODES = 1000000, NODES_ENOUGH = 200000 };      /* size at which a new manager replaces this one between two steps */
enum { MOST_ROWS = 20000 };                   /* of intermediate lists; a rule has at most POLICY_ROWS_MOST */

void merge_space_end(struct merge_space *manager)
{
	manager_drop(&manager->manager);
}

/* Called before each step: the diagrams of the previous one are no longer needed. */
static struct manager *fresh(struct merge_space *manager)
{
	if (manager->manager && manager_size(manager->manager) > NODES_ENOUGH)
		manager_drop(&manager->manager);
	if (!manager->manager)
		manager->manager = manager_begin(NODES);
	return manager->manager;
}

static void settle(struct merge_space *manager)
{
	if (!manager_is_full(manager->manager))
		return;
	manager->failed = true;
	manager_drop(&manager->manager);
}

static bdd word_of(struct manager *manager, struct verdict verdict)
{
	return bdd_word(manager, verdict_ret(verdict));
}

/* The condition under which a row matches. */
static bdd holds(struct manager *manager, const struct row *row, const struct merge_number *number)
{
	static const struct verdict yes = {ACTION_ALLOW, 0}, no = {ACTION_KILL, 0};
	struct row plain = {.condition = row->condition, .count = row->count};
	const struct rule rule = {.id = number->id, .nr = number->nr, .verdict = yes, .rows = &plain, .row_count = 1};

	return bdd_is(manager, rule_bdd(manager, &rule, number->arch, no), verdict_ret(yes));
}

static bool overlap(struct merge_space *manager, const struct row *a, const struct row *b, const struct merge_number *number)
{
	struct manager *s = fresh(manager);
	bool common = bdd_and(s, holds(s, a, number), holds(s, b, number)) != BDD_NO;

	settle(manager);
	return common;
}

static bool never_holds(struct merge_space *manager, const struct row *row, const struct merge_number *number)
{
	return !overlap(manager, row, row, number);
}

/* --- a rule as a set --- */

/* Removes the calls of `away` from `rows`: each row that overlaps becomes one row per negated condition of `away`. */
static struct merge_rows cut_back(struct merge_space *manager, const struct merge_rows *rows, const struct row *away,
                                  const struct merge_number *number)
{
	struct merge_rows left = {.arena = rows->arena};

	for (size_t i = 0; i < rows->count && left.count < MOST_ROWS; i++) {
		if (!overlap(manager, &rows->at[i], away, number)) {
			merge_rows_add(&left, &rows->at[i], rows->at[i].verdict);
			continue;
		}
		for (size_t k = 0; k < away->count; k++) {
			struct condition contrary = merge_condition_not(&away->condition[k]);
			const struct row not = {.condition = &contrary, .count = 1};
			struct row row;
			if (merge_row_and(rows->arena, &rows->at[i], &not, &row) && !never_holds(manager, &row, number))
				merge_rows_add(&left, &row, rows->at[i].verdict);
		}
	}
	manager->failed |= left.count >= MOST_ROWS;
	return left;
}

void merge_list_as_set(struct merge_space *manager, struct merge_rows *set, const struct rule *rule,
                       const struct merge_number *number, enum merge_way way)
{
	struct merge_rows list = {.arena = set->arena};

	merge_rows_of_rule(&list, rule, number->id, number->arch);
	for (size_t i = 0; i < list.count && !manager->failed; i++) {
		struct merge_rows parts = {.arena = set->arena};
		if (!never_holds(manager, &list.at[i], number))
			merge_rows_add(&parts, &list.at[i], list.at[i].verdict);
		for (size_t k = 0; k < i && parts.count; k++)
			if (merge_verdict_order(way, list.at[k].verdict, list.at[i].verdict) > 0)
				parts = cut_back(manager, &parts, &list.at[k], number);
		for (size_t k = 0; k < parts.count; k++)
			merge_rows_add(set, &parts.at[k], parts.at[k].verdict);
	}
}

/* --- a product --- */

/* Removes rows that no call reaches, and rows that give the same answers as those below. It works from the end: `below` is the
 * answer of the rows kept so far, `reach` the condition that a row matches and none before it does. */
static void remove_dead(struct merge_space *manager, struct merge_rows *rows, struct verdict otherwise, const struct merge_number *number)
{
	struct manager *s = fresh(manager);
	AUTO_FREE bdd *held = mem_alloc((rows->count + 1) * sizeof(*held)), *before = mem_alloc((rows->count + 1) * sizeof(*before));
	bdd below = word_of(s, otherwise);
	size_t kept = rows->count;

	before[0] = BDD_NO;
	for (size_t i = 0; i < rows->count; i++) {
		held[i] = holds(s, &rows->at[i], number);
		before[i + 1] = bdd_or(s, before[i], held[i]);
	}
	for (size_t i = rows->count; i-- > 0;) {
		bdd reach = bdd_and(s, held[i], bdd_not(s, before[i]));
		bdd answer = word_of(s, rows->at[i].verdict);
		if (bdd_and(s, reach, bdd_differ(s, below, answer)) == BDD_NO)
			continue;
		below = bdd_choose(s, held[i], answer, below);
		rows->at[--kept] = rows->at[i];
	}
	if (kept && kept < rows->count)
		memmove(rows->at, rows->at + kept, (rows->count - kept) * sizeof(*rows->at));
	rows->count -= kept;
	settle(manager);
}

static struct merge_answer answer_of(const struct row *row)
{
	return (struct merge_answer){row->verdict, false};
}

void merge_list_product(struct merge_space *manager, struct merge_rows *out, const struct merge_rows *a, const struct merge_rows *b,
                        const struct verdict silent[2], struct verdict otherwise, const struct merge_number *number,
                        merge_join *join, const void *context)
{
	struct merge_answer quiet[2] = {{silent[0], true}, {silent[1], true}};

	for (size_t i = 0; i < a->count && out->count < MOST_ROWS; i++) {
		for (size_t k = 0; k < b->count && out->count < MOST_ROWS; k++) {
			struct row both;
			if (merge_row_and(out->arena, &a->at[i], &b->at[k], &both) && !never_holds(manager, &both, number))
				merge_rows_add(out, &both, join(context, answer_of(&a->at[i]), answer_of(&b->at[k])));
		}
		merge_rows_add(out, &a->at[i], join(context, answer_of(&a->at[i]), quiet[1]));
	}
	for (size_t k = 0; k < b->count; k++)
		merge_rows_add(out, &b->at[k], join(context, quiet[0], answer_of(&b->at[k])));
	manager->failed |= out->count >= MOST_ROWS;
	if (!manager->failed)
		remove_dead(manager, out, otherwise, number);
}

/* --- a clash --- */

/* The condition under which a list gives this answer, among the calls that it covers. */
static bdd answers_this(struct manager *s, const struct merge_side *side, struct verdict verdict, const struct merge_number *number)
{
	bdd met = BDD_NO, out = BDD_NO;

	for (size_t i = 0; i < side->rows->count; i++) {
		bdd held = holds(s, &side->rows->at[i], number);
		if (verdict_equal(side->rows->at[i].verdict, verdict))
			out = bdd_or(s, out, bdd_and(s, held, bdd_not(s, met)));
		met = bdd_or(s, met, held);
	}
	if (side->silent && verdict_equal(*side->silent, verdict))
		out = bdd_or(s, out, bdd_not(s, met));
	return out;
}

/* The distinct answers of a list. */
static size_t answers_in(const struct merge_side *side, struct verdict *answers)
{
	size_t count = 0;

	for (size_t i = 0; i <= side->rows->count; i++) {
		size_t k = 0;
		if (i == side->rows->count && !side->silent)
			break;
		struct verdict verdict = i < side->rows->count ? side->rows->at[i].verdict : *side->silent;
		while (k < count && !verdict_equal(answers[k], verdict))
			k++;
		answers[k] = verdict;
		count += k == count;
	}
	return count;
}

static void least_call(const struct manager *s, bdd condition, const struct merge_number *number, struct difference *found)
{
	uint32_t word[DATA_WORDS] = {[DATA_ARCH] = arch_info(number->arch)->audit, [DATA_NR] = number->nr};

	while (!bdd_is_constant(s, condition)) {
		unsigned bit = bdd_top(s, condition);
		bool set = bdd_follow(s, condition, false) == BDD_NO;
		word[bit / 32] |= (uint32_t)set << (31 - bit % 32);
		found->asked |= data_asked(1u << bit / 32);
		condition = bdd_follow(s, condition, set);
	}
	found->call = data_of_words(word);
}

bool merge_list_clash(struct merge_space *manager, struct merge_side a, struct merge_side b,
                      const struct merge_number *number, merge_clash *clash, struct difference *found)
{
	AUTO_FREE struct verdict *left = mem_alloc((a.rows->count + 1) * sizeof(*left));
	AUTO_FREE struct verdict *right = mem_alloc((b.rows->count + 1) * sizeof(*right));
	size_t lefts = answers_in(&a, left), rights = answers_in(&b, right);
	struct manager *s = fresh(manager);

	*found = (struct difference){0};
	for (size_t i = 0; i < lefts && !found->differs; i++)
		for (size_t k = 0; k < rights && !found->differs; k++) {
			if (!clash(left[i], right[k]))
				continue;
			bdd both = bdd_and(s, answers_this(s, &a, left[i], number), answers_this(s, &b, right[k], number));
			if (both == BDD_NO)
				continue;
			least_call(s, both, number, found);
			found->differs = true;
			found->before = left[i];
			found->after = right[k];
		}
	settle(manager);
	return found->differs;
}
