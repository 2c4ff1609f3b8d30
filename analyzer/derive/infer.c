/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call whose arguments select among operations is as many calls; a rule on the
 * argument is as strong as one on the number. Operations of equal power are groups
 * (core/libc/operation_groups.def): each fact opens the first group that it belongs to, and
 * what belongs to none keeps its own values, joined per argument.
 *
 * Of arguments that the trace does not show, a rule allows what the table assumes.
 * Other unknown arguments leave their row without a condition, and an argument with more
 * than VALUES_MAX values loses it in every row: a rule can only be wider than its
 * trace, and more values never make it narrower.
 */
#include "analyzer/derive/infer.h"

#include <string.h>

#include "analyzer/derive/facts.h"
#include "analyzer/rows/rows.h"
#include "core/libc/operation_group.h"

#define INTO_CGROUP 0x200000000ULL            /* CLONE_INTO_CGROUP, Linux 5.7 */

struct inference {
	enum level level;
	bool any_unknown;                     /* arguments that are not in the trace may be anything */
	enum arch arch;
	enum syscall_id id;
	struct rows rows;
	struct values seen[ROLE_COUNT];       /* by role: what the exact rows have, joined */
	const char *freed;
	enum role lost;
	bool assumed;                         /* some arguments are not in the trace */
};

static uint64_t mask_of(const struct inference *of, enum role role)
{
	return syscall_mask(of->id, of->arch, role);
}

static bool is_exact(const struct inference *of)
{
	return of->level == LEVEL_EXACT;
}

/* --- groups --- */

/* Groups are written with x86's numbers. */
static bool row_is_on(const struct inference *of, const struct operation_group *group)
{
	if (!operation_group_is_for(group, of->id) || group->level > of->level)
		return false;
	for (size_t i = 0; i < operation_group_conditions(group); i++)
		if (values_bits(&group->condition[i].values) & role_numbers_own(group->condition[i].role, of->arch))
			return false;
	return true;
}

/* A group is used as a whole: a part of its rows would refuse operations of it. */
static bool group_is_on(const struct inference *of, const struct operation_group *group)
{
	if (!row_is_on(of, group))
		return false;
	for (size_t i = 0; i < operation_group_count(); i++) {
		const struct operation_group *row = operation_group_at(i);
		if (operation_group_is_for(row, of->id) && !strcmp(row->name, group->name) && !row_is_on(of, row))
			return false;
	}
	return true;
}

/* Whether each value is admitted. */
static bool admits_all(const struct inference *of, const struct condition *wanted, const struct values *known)
{
	uint64_t mask = mask_of(of, wanted->role), bits = wanted->values.v[0];
	bool none_of = wanted->values.kind == VALUES_HAS_ANY && wanted->values.negated;

	if (known->kind == VALUES_BITS)
		return none_of ? !(known->v[0] & bits) : wanted->values.kind == VALUES_BITS && !(known->v[0] & mask & ~bits);
	for (unsigned i = 0; known->kind == VALUES_SET && i < known->count; i++)
		if (!values_admit(&wanted->values, mask, known->v[i]))
			return false;
	return known->kind == VALUES_SET && known->count;
}

static bool group_has(const struct inference *of, const struct operation_group *group, const struct row *fact)
{
	for (size_t i = 0; i < operation_group_conditions(group); i++) {
		const struct condition *known = row_condition(fact, group->condition[i].role);
		if (!known || !admits_all(of, &group->condition[i], &known->values))
			return false;
	}
	return true;
}

static void add_group(struct inference *of, const char *name)
{
	for (size_t i = 0; i < operation_group_count(); i++) {
		const struct operation_group *group = operation_group_at(i);
		struct condition condition[OPERATION_GROUP_CONDITIONS];
		struct row row = { .condition = condition, .count = operation_group_conditions(group) };
		if (!group_is_on(of, group) || strcmp(group->name, name))
			continue;
		memcpy(condition, group->condition, sizeof(condition));
		rows_add(&of->rows, &row);
		of->freed = row.count ? of->freed : group->name;
	}
}

/* Whether the fact belongs to a group, which is then in the rows. */
static bool open_group(struct inference *of, const struct row *fact)
{
	for (size_t i = 0; i < operation_group_count(); i++)
		if (group_is_on(of, operation_group_at(i)) && group_has(of, operation_group_at(i), fact)) {
			add_group(of, operation_group_at(i)->name);
			return true;
		}
	return false;
}

static void open_always(struct inference *of)
{
	for (size_t i = 0; i < operation_group_count(); i++)
		if (operation_group_at(i)->always && group_is_on(of, operation_group_at(i)))
			add_group(of, operation_group_at(i)->name);
}

/* --- what the trace does not show --- */

static bool hides_what_is_judged(const struct inference *of, const struct row *fact)
{
	for (size_t i = 0; i < fact->count; i++)
		if (fact->condition[i].values.kind == VALUES_ANY && operation_group_judges(of->id, fact->condition[i].role))
			return true;
	return false;
}

/* Whether a row has what is known of the fact. */
static bool may_be(const struct inference *of, const struct operation_group *assumed, const struct row *fact)
{
	for (size_t i = 0; i < operation_group_conditions(assumed); i++) {
		const struct condition *known = row_condition(fact, assumed->condition[i].role);
		if (known && known->values.kind != VALUES_ANY && !admits_all(of, &assumed->condition[i], &known->values))
			return false;
	}
	return true;
}

static bool assume(struct inference *of, const struct row *fact)
{
	bool any = false;

	for (size_t i = 0; i < operation_assumed_count(); i++) {
		const struct operation_group *assumed = operation_assumed_at(i);
		struct condition condition[OPERATION_GROUP_CONDITIONS];
		struct row row = { .condition = condition, .count = operation_group_conditions(assumed) };
		if (!row_is_on(of, assumed) || !may_be(of, assumed, fact))
			continue;
		memcpy(condition, assumed->condition, sizeof(condition));
		rows_add(&of->rows, &row);
		any = true;
	}
	of->assumed |= any;
	return any;
}

/* --- what belongs to no group --- */

static bool is_flags(const struct inference *of, enum role role)
{
	const struct exact_argument *exact = exact_argument_of(of->id, role);

	return role_info(role)->join == JOIN_BITS && !is_exact(of) && !(exact && exact->whole);
}

/* Flags become the union of all; a placeholder until it is known. */
static void join_seen(struct inference *of, enum role role, struct values *values)
{
	struct values *seen = &of->seen[role];
	const struct exact_argument *exact = exact_argument_of(of->id, role);

	if (is_flags(of, role)) {
		uint64_t bits = values_bits(values) | (exact ? exact->bits & mask_of(of, role) : 0);
		*seen = (struct values){ .kind = VALUES_BITS, .v = { seen->v[0] | bits } };
		*values = (struct values){ .kind = VALUES_BITS };
		return;
	}
	values_join(seen, role, values);
	if (seen->kind != VALUES_ANY)
		return;
	of->lost = role;
	rows_forget(&of->rows, role);
}

static bool keeps(const struct inference *of, enum role role)
{
	bool judged = is_exact(of) ? operation_group_judges(of->id, role) : exact_argument_of(of->id, role) != NULL;

	return judged && syscall_arg(of->id, of->arch, role) >= 0 && of->seen[role].kind != VALUES_ANY;
}

static void add_values(struct inference *of, const struct row *fact)
{
	struct condition condition[SYSCALL_ARGS];
	struct row row = { .condition = condition };

	for (size_t i = 0; i < fact->count; i++) {
		struct condition one = fact->condition[i];
		if (!keeps(of, one.role) || one.values.kind == VALUES_ANY)
			continue;
		one.values = values_masked(&one.values, mask_of(of, one.role));
		join_seen(of, one.role, &one.values);
		if (of->seen[one.role].kind != VALUES_ANY)
			condition[row.count++] = one;
	}
	rows_add(&of->rows, &row);
}

static void put_flags(struct inference *of)
{
	for (size_t i = 0; i < of->rows.count; i++)
		for (size_t k = 0; k < of->rows.at[i].count; k++) {
			struct condition *condition = &of->rows.at[i].condition[k];
			if (condition->values.kind == VALUES_BITS && !condition->values.v[0] && of->seen[condition->role].kind == VALUES_BITS)
				condition->values = of->seen[condition->role];
		}
}

/* A recorded 1 stands for every value but 0 (JOIN_ZERO); false if nothing is left to check. */
static bool put_others(struct condition *condition)
{
	struct values *values = &condition->values;

	if (role_info(condition->role)->join != JOIN_ZERO || values->kind != VALUES_SET || values->negated)
		return true;
	if (values->count > 1)
		return false;
	if (values->count && values->v[0])
		*values = (struct values){ .kind = VALUES_SET, .negated = true, .count = 1, .v = { 0 } };
	return true;
}

static void put_nonzero(struct inference *of)
{
	for (size_t i = 0; i < of->rows.count; i++) {
		struct row *row = &of->rows.at[i];
		size_t kept = 0;
		for (size_t k = 0; k < row->count; k++)
			if (put_others(&row->condition[k]))
				row->condition[kept++] = row->condition[k];
		row->count = kept;
	}
}

/* --- rows --- */

static bool has_free_row(const struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (!rows->at[i].count)
			return true;
	return false;
}

static void infer_fact(struct inference *of, const struct row *fact)
{
	bool hidden = !of->any_unknown && hides_what_is_judged(of, fact);

	if ((hidden && assume(of, fact)) || open_group(of, fact))
		return;
	add_values(of, fact);
}

static void infer_facts(struct inference *of, const struct rows *facts)
{
	for (size_t i = 0; i < facts->count; i++)
		infer_fact(of, &facts->at[i]);
}

static bool is_judged(enum syscall_id id, enum arch arch)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (operation_group_judges(id, syscall_role(id, arch, arg)))
			return true;
	return false;
}

static struct inference begin(struct draft *draft, enum arch arch, enum syscall_id id)
{
	return (struct inference){
		.level = draft->options->level, .any_unknown = draft->options->any_unknown, .arch = arch, .id = id,
		.rows = { .arena = &draft->policy->arena },
	};
}

/* The rows; none if some combination has no condition. */
static struct rows finish(struct inference *of)
{
	if (of->rows.count)
		open_always(of);
	put_flags(of);
	if (has_free_row(&of->rows))
		return (struct rows){0};
	rows_merge(&of->rows);
	put_nonzero(of);
	if (has_free_row(&of->rows))
		return (struct rows){0};
	rows_drop_covered(&of->rows);
	return of->rows;
}

static void give_reason(struct draft_entry *entry)
{
	if (entry->assumed && entry->why == WHY_OBSERVED && !entry->by)
		entry->by = "arguments not in the trace: allowed unless they are dangerous";
}

bool infer_examples(struct arena *arena, enum level level, enum arch arch, enum syscall_id id, const struct rows *facts,
                    struct rows *rows)
{
	struct inference of = { .level = level, .any_unknown = true, .arch = arch, .id = id, .rows = { .arena = arena } };

	if (!is_judged(id, arch)) {
		*rows = (struct rows){0};
		return true;
	}
	infer_facts(&of, facts);
	*rows = finish(&of);
	return of.lost == ROLE__;
}

static void infer_call(struct draft *draft, enum arch arch, enum syscall_id id)
{
	struct draft_entry *entry = draft_entry(draft, arch, id);
	struct inference of = begin(draft, arch, id);

	infer_facts(&of, &draft->facts[arch][id]);
	struct rows rows = finish(&of);
	entry->lost = of.lost;
	entry->freed = rows.count ? NULL : of.freed;
	entry->rows = rows.at;
	entry->row_count = rows.count;
	entry->assumed = of.assumed && rows.count;
	give_reason(entry);
}

/* --- what a filter does not see --- */

/* clone cannot put a child into a cgroup: such a caller depends on clone3. */
static bool needs_clone3(const struct draft *draft, enum arch arch)
{
	for (size_t i = 0; i < draft->trace->call_count; i++) {
		const struct trace_call *call = &draft->trace->calls[i];
		const struct values *flags = trace_deep(call, ROLE_clone_flags);
		bool known = flags->kind == VALUES_SET || flags->kind == VALUES_BITS;
		if (draft->id[i] == CALL_clone3 && draft_carries(draft, call->arch, arch) && known && values_bits(flags) & INTO_CGROUP)
			return true;
	}
	return false;
}

/* The flags of clone3 are behind a pointer. If those of clone are checked,
 * clone3 must return ENOSYS, or the check is useless. */
static void infer_clone3(struct draft *draft, enum arch arch)
{
	struct draft_entry *clone = draft_entry(draft, arch, CALL_clone), *clone3 = draft_entry(draft, arch, CALL_clone3);
	struct inference of = begin(draft, arch, CALL_clone);

	if ((!clone->steps && !clone3->steps) || draft->denied[CALL_clone] || !syscall_exists(CALL_clone, arch))
		return;
	infer_facts(&of, &draft->facts[arch][CALL_clone]);
	infer_facts(&of, &draft->facts[arch][CALL_clone3]);
	struct rows rows = finish(&of);
	if (!rows.count || needs_clone3(draft, arch))
		return;
	if (!clone->steps)
		*clone = (struct draft_entry){ .steps = 2, .why = WHY_EQUIVALENT, .of = "clone3", .set = "rev.clone" };
	clone->rows = rows.at;
	clone->row_count = rows.count;
	clone->assumed = of.assumed;
	give_reason(clone);
	draft_answer_enosys(clone3, "clone", "glibc 2.34");
}

/* The same for openat2, unless the program itself makes it. */
static void infer_openat2(struct draft *draft, enum arch arch)
{
	struct draft_entry *openat = draft_entry(draft, arch, CALL_openat), *openat2 = draft_entry(draft, arch, CALL_openat2);

	if (draft_allows(draft, arch, CALL_openat) && openat->row_count && openat2->steps && openat2->why == WHY_EQUIVALENT)
		draft_answer_enosys(openat2, "openat", "systemd, coreutils, libpathrs; GNU tar has no fallback");
}

void infer_arch(struct draft *draft, enum arch arch)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (draft_allows(draft, arch, id) && is_judged((enum syscall_id)id, arch))
			infer_call(draft, arch, (enum syscall_id)id);
	infer_clone3(draft, arch);
	infer_openat2(draft, arch);
}
