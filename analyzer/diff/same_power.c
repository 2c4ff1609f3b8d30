/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls that lead to the new one are searched backwards, nearest first. Each
 * that the old policy allows is asked by examples: calls that its rule admits
 * without doubt. What is not understood is left out, so a doubt is new power.
 */
#include "analyzer/diff/same_power.h"

#include <string.h>

#include "analyzer/derive/infer.h"
#include "analyzer/rows/rows.h"
#include "analyzer/rows/samples.h"
#include "core/libc/operation_group.h"

enum { EXAMPLES_MOST = 256, VALUES_TRIED = SAMPLES_MOST };

struct asking {
	const struct relations *relations;
	const struct policy *before;
	const struct rule *is;
	enum arch arch;
	const struct judge *judge;
	bool harmless;                        /* whether to use sets that only say that a call gives no power */
	struct arena arena;
	int came_by[CALL_COUNT];              /* the relation that leads from here to the new call; -1: none */
};

/* --- examples of a rule --- */

static void try_value(const struct condition *condition, uint64_t mask, uint64_t value, struct samples *values)
{
	for (size_t i = 0; i < values->count; i++)
		if (values->v[i] == value)
			return;
	if (values->count < VALUES_TRIED && values_admit(&condition->values, mask, value))
		values->v[values->count++] = value;
}

/* The numbers that the groups of a call distinguish. */
static void try_groups(enum syscall_id id, const struct condition *condition, uint64_t mask, struct samples *values)
{
	for (size_t i = 0; i < operation_group_count(); i++) {
		const struct operation_group *group = operation_group_at(i);
		for (size_t k = 0; operation_group_is_for(group, id) && k < operation_group_conditions(group); k++)
			for (unsigned n = 0; group->condition[k].role == condition->role && n < values_numbers(&group->condition[k].values); n++)
				try_value(condition, mask, group->condition[k].values.v[n] & mask, values);
	}
}

/* Values that a condition admits. Of an argument that is zero or not, 1 stands for all others. */
static struct samples examples_of(const struct asking *of, enum syscall_id id, const struct condition *condition)
{
	const struct values *given = &condition->values;
	uint64_t mask = syscall_mask(id, of->arch, condition->role);
	bool listed = !given->negated && (given->kind == VALUES_SET || given->kind == VALUES_BITS);
	struct samples values = listed ? samples_of(given) : (struct samples){0}, kept = {0};

	if (role_info(condition->role)->join == JOIN_ZERO) {
		try_value(condition, mask, 0, &kept);
		if (given->kind == VALUES_SET && given->negated && given->count == 1 && !given->v[0])
			kept.v[kept.count++] = 1;
		return kept;
	}
	for (size_t i = 0; i < values.count; i++)
		try_value(condition, mask, values.v[i] & mask, &kept);
	if (!listed) {
		try_value(condition, mask, 0, &kept);
		try_groups(id, condition, mask, &kept);
		try_groups(of->is->id, condition, mask, &kept);
	}
	return kept;
}

/* Each combination of the examples of a row, from condition `at` on. */
static void add_examples(const struct asking *of, enum syscall_id id, struct row *row, size_t at, struct rows *out)
{
	if (out->count > EXAMPLES_MOST)
		return;
	if (at == row->count) {
		rows_add(out, row);
		return;
	}
	struct condition given = row->condition[at];
	struct samples values = examples_of(of, id, &given);
	for (size_t i = 0; i < values.count; i++) {
		row->condition[at].values = (struct values){.kind = VALUES_SET, .count = 1, .v = {values.v[i]}};
		add_examples(of, id, row, at + 1, out);
	}
	row->condition[at] = given;
}

/* Several conditions on one argument would be two examples of it. */
static bool has_one_each(const struct row *row)
{
	for (size_t i = 1; i < row->count; i++)
		if (row->condition[i].role == row->condition[i - 1].role)
			return false;
	return true;
}

static struct rows examples(struct asking *of, const struct rule *was)
{
	struct rows rows = {.arena = &of->arena};
	struct row any = {0};

	if (!was->row_count)
		rows_add(&rows, &any);
	for (size_t i = 0; i < was->row_count; i++) {
		struct row row = row_copy(&of->arena, &was->rows[i]);
		if (has_one_each(&row))
			add_examples(of, was->id, &row, 0, &rows);
	}
	return rows.count > EXAMPLES_MOST ? (struct rows){.arena = &of->arena} : rows;
}

/* --- the way to the new call --- */

static bool keeps(const struct asking *of, enum syscall_id id, enum role role)
{
	return syscall_arg(id, of->arch, role) >= 0 && (exact_argument_of(id, role) || operation_group_judges(id, role));
}

static const struct relation *step_from(const struct asking *of, enum syscall_id id)
{
	return of->came_by[id] < 0 ? NULL : &of->relations->at[of->came_by[id]];
}

/* The example as a call of the relation's other end; false if it is none, or if a condition is lost on the way. */
static bool carry(struct asking *of, const struct relation *relation, struct row *example)
{
	struct row row = {.condition = arena_alloc(&of->arena, (example->count + 1) * sizeof(*row.condition))};
	const struct condition *known = relation->when.role == ROLE__ ? NULL : row_condition(example, relation->when.role);
	uint64_t mask = known ? syscall_mask(relation->from, of->arch, relation->when.role) : 0;

	if (known && !values_admit(&relation->when.values, mask, known->values.v[0]))
		return false;
	for (size_t i = 0; i < example->count; i++)
		if (&example->condition[i] != known)
			row.condition[row.count++] = example->condition[i];
		else if (keeps(of, of->is->id, known->role))
			row.condition[row.count++] = *known;
	if (relation->role != ROLE__)
		row_put(&row, (struct condition){relation->role, {.kind = VALUES_SET, .count = 1, .v = {relation->value}}});
	*example = row;
	return true;
}

/* Carries an example all the way, where each of its conditions is one that rules of the new call have. */
static bool arrives(struct asking *of, enum syscall_id from, struct row *example)
{
	for (const struct relation *step; from != of->is->id; from = step->to) {
		step = step_from(of, from);
		if (!carry(of, step, example))
			return false;
	}
	for (size_t i = 0; i < example->count; i++)
		if (!keeps(of, of->is->id, example->condition[i].role))
			return false;
	return true;
}

/* Whether the rule derived from these examples admits all that the new one does. */
static bool admits_all(struct asking *of, const struct rows *arrived)
{
	struct rule derived = {.id = of->is->id, .nr = of->is->nr};
	static const struct row any = {0};
	struct rows rows;

	if (!arrived->count || !infer_examples(&of->arena, LEVEL_DEFAULT, of->arch, of->is->id, arrived, &rows))
		return false;
	derived.rows = rows.at;
	derived.row_count = rows.count;
	if (!derived.row_count)
		return true;
	for (size_t i = 0; i < of->is->row_count; i++)
		if (!of->judge->covers(of->judge->context, &derived, of->arch, &of->is->rows[i]))
			return false;
	return of->is->row_count || of->judge->covers(of->judge->context, &derived, of->arch, &any);
}

/* Whether the policy lets this call pass without more supervision than the new rule has. */
static bool was_allowed(const struct asking *of, const struct rule *was)
{
	return was && rule_passes(was) && rule_has_one_verdict(was) && verdict_is_within(of->is->verdict, was->verdict) &&
	       (verdict_is_made(was->verdict) || !was->deep_count);
}

static bool is_the_same(struct asking *of, enum syscall_id from)
{
	const struct rule *was = syscall_exists(from, of->arch) ? policy_find(of->before, of->arch, (uint32_t)syscall_nr(from, of->arch)) : NULL;
	struct rows arrived = {.arena = &of->arena};

	if (!was_allowed(of, was))
		return false;
	const struct rows all = examples(of, was);
	for (size_t i = 0; i < all.count; i++) {
		struct row example = all.at[i];
		if (arrives(of, from, &example))
			rows_add(&arrived, &example);
	}
	return admits_all(of, &arrived);
}

/* Extends the way backwards by the relations that end at a call, in table order; the first call of the same power. */
static int extend(struct asking *of, enum syscall_id to, enum syscall_id *queue, size_t *queued)
{
	for (size_t i = 0; i < of->relations->count; i++) {
		const struct relation *relation = &of->relations->at[i];
		if (relation->to != to || relation->from == of->is->id || of->came_by[relation->from] >= 0 ||
		    (!of->harmless && equivalence_matches(relation->set, "harmless")))
			continue;
		of->came_by[relation->from] = (int)i;
		queue[(*queued)++] = relation->from;
		if (is_the_same(of, relation->from))
			return (int)relation->from;
	}
	return CALL_UNKNOWN;
}

static struct same_power search(struct asking *of)
{
	enum syscall_id queue[CALL_COUNT + 1] = {of->is->id};
	size_t queued = 1;

	for (int id = 0; id < CALL_COUNT; id++)
		of->came_by[id] = -1;
	for (size_t i = 0; i < queued; i++) {
		int found = extend(of, queue[i], queue, &queued);
		if (found == CALL_UNKNOWN)
			continue;
		const struct relation *last = step_from(of, (enum syscall_id)found);
		while (last->to != of->is->id)
			last = step_from(of, last->to);
		return (struct same_power){syscall_name((enum syscall_id)found), last->set};
	}
	return (struct same_power){0};
}

struct same_power same_power_of(const struct relations *relations, const struct policy *before, const struct rule *is,
                                enum arch arch, const struct judge *judge)
{
	struct asking of = {.relations = relations, .before = before, .is = is, .arch = arch, .judge = judge};
	struct same_power found = {0};

	if (is->id == CALL_UNKNOWN || !rule_has_one_verdict(is) || !verdict_passes(is->verdict))
		return found;
	for (int harmless = 0; harmless < 2 && !found.call; harmless++) {
		of.harmless = harmless;
		found = search(&of);
	}
	arena_free(&of.arena);
	return found;
}
