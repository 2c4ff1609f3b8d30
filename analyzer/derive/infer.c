/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A selector (socket's domain, ioctl's command) chooses among many operations; a
 * rule on it is as strong as a rule on the number. So each distinct combination
 * of selectors that was seen becomes a row, and rows are merged.
 *
 * Unknown arguments of a recorded call leave its row without a condition, and a
 * role with more than VALUES_MAX values loses it in every row: a rule can only be
 * wider than its trace. Both are decided on the whole set of values, so more
 * values never make a rule narrower. No call has more than two selectors, which
 * bounds the rows.
 */
#include "analyzer/derive/infer.h"

#include <linux/sched.h>
#include <string.h>

#include "analyzer/derive/closure.h"
#include "analyzer/rows/rows.h"
#include "core/libc/implied.h"

#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL      /* Linux 5.7 */
#endif
#define CLONE_DETACHED_OF_MUSL 0x400000       /* CLONE_DETACHED: ignored since Linux 2.6.2, musl sets it */

/* The flags that fork, vfork, posix_spawn and pthread_create of glibc, musl and
 * Go pass to clone. Excluded: namespaces, CLONE_PTRACE and CLONE_UNTRACED, which
 * are privileges; CLONE_PARENT and CLONE_IO, which no libc uses. */
static const uint64_t clone_of_libc =
	CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS |
	CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID | CLONE_CHILD_SETTID | CLONE_VFORK | CLONE_PIDFD | CLONE_DETACHED_OF_MUSL;

/* The clone flags equivalent to a call without flags. */
static const struct {
	enum syscall_id id;
	uint64_t flags;
} clone_kin[] = {
	{CALL_fork, 0},
	{CALL_vfork, CLONE_VM | CLONE_VFORK},
};

enum { MOST_SELECTORS = 2 };

struct selectors {
	enum role role[MOST_SELECTORS];       /* ascending */
	size_t count;
};

static void selector_add(struct selectors *selectors, enum role role)
{
	size_t at = selectors->count;

	if (at == MOST_SELECTORS)
		return;
	for (; at && selectors->role[at - 1] > role; at--)
		selectors->role[at] = selectors->role[at - 1];
	selectors->role[at] = role;
	selectors->count++;
}

static struct selectors selectors_of(enum syscall_id id, enum arch arch)
{
	struct selectors selectors = {0};

	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (role_info(syscall_role(id, arch, arg))->selector)
			selector_add(&selectors, syscall_role(id, arch, arg));
	return selectors;
}

/* Whether the recorded arguments of a call also apply to its equivalent `id` on `arch`. */
static bool speaks_for(const struct draft *draft, size_t call, enum arch arch, enum syscall_id id)
{
	const struct trace_call *recorded = &draft->trace->calls[call];
	int of = draft->id[call];

	if (of == CALL_UNKNOWN || !draft_carries(draft, recorded->arch, arch))
		return false;
	/* clone3 returns ENOSYS, so that the caller retries with clone. */
	if (of == (int)id || (id == CALL_clone && of == CALL_clone3))
		return true;
	if (draft->options->exact)
		return false;
	if (draft->component[of] == draft->component[id])
		return true;
	for (size_t i = 0; i < multiplexed_count(); i++) {
		const struct multiplexed *row = multiplexed_at(i);
		if ((int)row->multiplexer == of && draft->component[row->direct] == draft->component[id] &&
		    closure_row_is_on(draft->options, row) && closure_row_was_meant(recorded, row))
			return true;
	}
	return false;
}

static struct values bits(uint64_t value)
{
	return (struct values){.kind = VALUES_BITS, .v = {value}};
}

static struct values one(uint64_t value)
{
	return (struct values){.kind = VALUES_SET, .count = 1, .v = {value}};
}

static struct values anything(void)
{
	return (struct values){.kind = VALUES_ANY};
}

static struct values values_as_bits(const struct values *values)
{
	uint64_t all = 0;

	if (values->kind != VALUES_SET && values->kind != VALUES_BITS)
		return anything();
	for (int i = 0; i < (values->kind == VALUES_SET ? values->count : 1); i++)
		all |= values->v[i];
	return bits(all);
}

static struct values clone_flags_of(const struct trace_call *call, int id)
{
	for (size_t i = 0; i < COUNT_OF(clone_kin); i++)
		if ((int)clone_kin[i].id == id)
			return bits(clone_kin[i].flags);
	return id == CALL_clone3 ? values_as_bits(trace_deep(call, ROLE_clone_flags)) : anything();
}

/* The value of a role in a recorded call: a single value, bits, or anything. */
static struct values value_of(const struct trace_call *call, int id, enum role role)
{
	int arg = syscall_arg((enum syscall_id)id, call->arch, role);

	if (arg < 0)
		return role == ROLE_clone_flags ? clone_flags_of(call, id) : anything();
	if (call->selector[arg].kind != VALUES_SET || call->selector[arg].count != 1)
		return anything();
	return role_info(role)->join == JOIN_BITS ? values_as_bits(&call->selector[arg]) : call->selector[arg];
}

/* Distinct combinations, and the values of each selector over all of them: a
 * set, the union of bits, or anything once a set is full. */
struct tally {
	enum arch arch;
	enum syscall_id id;
	struct selectors selectors;
	struct values seen[MOST_SELECTORS];
	struct rows rows;
};

static bool tally_has_lost(const struct tally *tally, size_t selector)
{
	return tally->seen[selector].kind == VALUES_ANY;
}

/* Adds a value to those of a selector; if the set overflows, no row keeps a condition on it. */
static void tally_see(struct tally *tally, size_t selector, const struct values *value)
{
	enum role role = tally->selectors.role[selector];
	struct values *seen = &tally->seen[selector];

	if (value->kind == VALUES_BITS) {
		*seen = bits(seen->v[0] | value->v[0]);
		return;
	}
	values_add(seen, role, value->v[0]);
	if (seen->kind == VALUES_SET)
		return;
	*seen = anything();
	rows_forget(&tally->rows, role);
}

/* Adds a combination, in selector order. Returns whether it is new. */
static bool tally_add(struct tally *tally, const struct values value[MOST_SELECTORS])
{
	struct condition condition[MOST_SELECTORS];
	struct row row = {.condition = condition};
	size_t before = tally->rows.count;

	for (size_t i = 0; i < tally->selectors.count; i++) {
		enum role role = tally->selectors.role[i];
		struct values masked = value[i];
		if (masked.kind == VALUES_ANY || tally_has_lost(tally, i))
			continue;
		masked.v[0] &= syscall_mask(tally->id, tally->arch, role);
		tally_see(tally, i, &masked);
		if (masked.kind == VALUES_BITS)
			masked = bits(0);     /* placeholder: tally_rows replaces it by the union */
		if (!tally_has_lost(tally, i))
			row.condition[row.count++] = (struct condition){role, masked};
	}
	rows_add(&tally->rows, &row);
	return tally->rows.count > before;
}

static void tally_add_call(struct tally *tally, const struct trace_call *call, int id)
{
	struct values value[MOST_SELECTORS];

	for (size_t i = 0; i < tally->selectors.count; i++)
		value[i] = value_of(call, id, tally->selectors.role[i]);
	tally_add(tally, value);
}

/* Adds a value whose other arguments are unknown. */
static bool tally_add_value(struct tally *tally, enum role role, struct values only)
{
	struct values value[MOST_SELECTORS];

	for (size_t i = 0; i < tally->selectors.count; i++)
		value[i] = tally->selectors.role[i] == role ? only : anything();
	return tally_add(tally, value);
}

static bool tally_wants(const struct tally *tally, const struct libc_value *row)
{
	for (size_t i = 0; i < tally->selectors.count; i++)
		if (tally->selectors.role[i] == row->role && !tally_has_lost(tally, i))
			return row->when == row->value || values_admit(&tally->seen[i], UINT64_MAX, row->when);
	return false;
}

/* Adds values that libc chooses freely, and those that follow from them. */
static void tally_add_libc(struct tally *tally)
{
	bool grew;

	do {
		grew = false;
		for (size_t i = 0; i < libc_value_count(); i++) {
			const struct libc_value *row = libc_value_at(i);
			if (tally_wants(tally, row))
				grew |= tally_add_value(tally, row->role, one(row->value));
		}
	} while (grew);
}

static void tally_add_commands(struct tally *tally, struct draft *draft, enum syscall_id id)
{
	for (size_t i = 0; i < multiplexed_count(); i++) {
		const struct multiplexed *row = multiplexed_at(i);
		if (row->multiplexer == id && closure_row_is_on(draft->options, row) &&
		    draft_entry(draft, tally->arch, row->direct)->steps)
			tally_add_value(tally, row->selector, one(row->command));
	}
}

/* Adds what equivalents and libc may pass besides the recorded values. */
static void tally_widen(struct tally *tally, struct draft *draft, enum syscall_id id)
{
	tally_add_commands(tally, draft, id);
	if (!tally->rows.count)
		return;
	tally_add_libc(tally);
	if (id == CALL_clone)
		tally_add_value(tally, ROLE_clone_flags, bits(clone_of_libc));
}

static void tally_put_bits(struct tally *tally, struct row *row)
{
	for (size_t i = 0; i < row->count; i++)
		for (size_t k = 0; k < tally->selectors.count; k++)
			if (row->condition[i].role == tally->selectors.role[k] && tally->seen[k].kind == VALUES_BITS)
				row->condition[i].values = tally->seen[k];
}

/* The merged rows; none if some combination has no condition. */
static struct rows tally_rows(struct tally *tally)
{
	struct rows *rows = &tally->rows;
	bool free_row = false;

	for (size_t i = 0; i < rows->count; i++) {
		tally_put_bits(tally, &rows->at[i]);
		free_row |= !rows->at[i].count;
	}
	if (free_row)
		return (struct rows){0};
	rows_merge(rows);
	return *rows;
}

static struct tally tally_of(struct draft *draft, enum arch arch, enum syscall_id id)
{
	struct tally tally = {.arch = arch, .id = id, .selectors = selectors_of(id, arch), .rows = {.arena = &draft->policy->arena}};

	for (size_t i = 0; tally.selectors.count && i < draft->trace->call_count; i++)
		if (speaks_for(draft, i, arch, id))
			tally_add_call(&tally, &draft->trace->calls[i], draft->id[i]);
	if (tally.selectors.count && !draft->options->exact)
		tally_widen(&tally, draft, id);
	return tally;
}

static enum role tally_lost(const struct tally *tally)
{
	for (size_t i = 0; i < tally->selectors.count; i++)
		if (tally_has_lost(tally, i))
			return tally->selectors.role[i];
	return ROLE__;
}

static void infer_call(struct draft *draft, enum arch arch, enum syscall_id id)
{
	struct draft_entry *entry = draft_entry(draft, arch, id);
	struct tally tally = tally_of(draft, arch, id);
	struct rows rows = tally_rows(&tally);

	entry->lost = tally_lost(&tally);
	entry->rows = rows.at;
	entry->row_count = rows.count;
}

/* clone cannot put a child into a cgroup: such a caller depends on clone3. */
static bool needs_clone3(const struct draft *draft, enum arch arch)
{
	for (size_t i = 0; i < draft->trace->call_count; i++) {
		const struct trace_call *call = &draft->trace->calls[i];
		if (draft->id[i] == CALL_clone3 && draft_carries(draft, call->arch, arch) &&
		    values_as_bits(trace_deep(call, ROLE_clone_flags)).v[0] & CLONE_INTO_CGROUP)
			return true;
	}
	return false;
}

/* The flags of clone3 are behind a pointer. If those of clone are checked,
 * clone3 must return ENOSYS, or the check is useless. */
static void infer_clone3(struct draft *draft, enum arch arch)
{
	struct draft_entry *clone = draft_entry(draft, arch, CALL_clone), *clone3 = draft_entry(draft, arch, CALL_clone3);

	if ((!clone->steps && !clone3->steps) || draft->denied[CALL_clone] || !syscall_exists(CALL_clone, arch))
		return;
	struct tally tally = tally_of(draft, arch, CALL_clone);
	struct rows rows = tally_rows(&tally);
	if (!rows.count || needs_clone3(draft, arch))
		return;
	if (!clone->steps)
		*clone = (struct draft_entry){
			.steps = 2, .why = WHY_EQUIVALENT, .of = "clone3", .set = "rev.clone",
			.rows = rows.at, .row_count = rows.count,
		};
	draft_answer_enosys(clone3, "clone", "glibc 2.34");
}

void infer_arch(struct draft *draft, enum arch arch)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (draft_allows(draft, arch, id))
			infer_call(draft, arch, (enum syscall_id)id);
	infer_clone3(draft, arch);
}
