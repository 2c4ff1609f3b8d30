/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Equivalence is transitive: a call joined by one set may be joined further by
 * another. The draft spreads breadth first, one step per pass and the sets in
 * table order, so that `set` is the last set on a shortest path and `of` the
 * recorded call at its start, the same on every run.
 *
 * A multiplexed row joins a direct call to one command of a multiplexer. It
 * does not join the commands to each other: a program that connects need not
 * listen.
 */
#include "analyzer/derive/closure.h"

#include "core/libc/implied.h"

static bool is_listed(const char *const *patterns, const char *name)
{
	for (; patterns && *patterns; patterns++)
		if (equivalence_matches(name, *patterns))
			return true;
	return false;
}

bool closure_set_is_on(const struct derive_options *options, const struct equivalence *set)
{
	if (is_listed(options->without_sets, set->name))
		return false;
	return set->standard || is_listed(options->with_sets, set->name);
}

bool closure_row_is_on(const struct derive_options *options, const struct multiplexed *row)
{
	return !is_listed(options->without_sets, row->name);
}

static size_t set_size(const struct equivalence *set)
{
	size_t size = 0;

	while (size < EQUIVALENCE_MEMBERS && set->member[size] != CALL_UNKNOWN)
		size++;
	return size;
}

static void component_rename(int component[CALL_COUNT], int from, int to)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (component[id] == from)
			component[id] = to;
}

void closure_components(const struct derive_options *options, int component[CALL_COUNT])
{
	for (int id = 0; id < CALL_COUNT; id++)
		component[id] = id;
	for (size_t i = 0; i < equivalence_count(); i++) {
		const struct equivalence *set = equivalence_at(i);
		for (size_t m = 1; m < set_size(set) && closure_set_is_on(options, set); m++)
			component_rename(component, component[set->member[m]], component[set->member[0]]);
	}
}

bool closure_row_was_meant(const struct trace_call *call, const struct multiplexed *row)
{
	int arg = syscall_arg(row->multiplexer, call->arch, row->selector);

	if (arg < 0 || call->selector[arg].kind != VALUES_SET)
		return true;
	uint64_t mask = syscall_mask(row->multiplexer, call->arch, row->selector);
	return values_admit(&call->selector[arg], mask, row->command & mask);
}

static bool row_was_recorded(const struct draft *draft, enum arch arch, const struct multiplexed *row)
{
	const struct trace *trace = draft->trace;

	for (size_t i = 0; i < trace->call_count; i++)
		if (draft->id[i] == (int)row->multiplexer && draft_carries(draft, trace->calls[i].arch, arch) &&
		    closure_row_was_meant(&trace->calls[i], row))
			return true;
	return false;
}

static bool is_within(const struct draft_entry *entry, int steps)
{
	return entry->steps && entry->steps <= steps;
}

/* Adds `to` as an equivalent of the origin of `from`. */
static bool spread(struct draft *draft, enum arch arch, int from, int to, const char *set)
{
	const struct draft_entry *source = draft_entry(draft, arch, from);
	struct draft_entry *entry = draft_entry(draft, arch, to);

	if (entry->steps)
		return false;
	*entry = (struct draft_entry){
		.steps = source->steps + 1, .why = WHY_EQUIVALENT, .set = set,
		.of = source->why == WHY_EQUIVALENT ? source->of : syscall_name((enum syscall_id)from),
	};
	return true;
}

static bool spread_set(struct draft *draft, enum arch arch, const struct equivalence *set, int steps)
{
	size_t size = set_size(set), from = 0;
	bool grew = false;

	while (from < size && !is_within(draft_entry(draft, arch, set->member[from]), steps))
		from++;
	for (size_t i = 0; i < size && from < size; i++)
		grew |= spread(draft, arch, set->member[from], set->member[i], set->name);
	return grew;
}

static bool spread_row(struct draft *draft, enum arch arch, const struct multiplexed *row, int steps)
{
	if (is_within(draft_entry(draft, arch, row->direct), steps))
		return spread(draft, arch, row->direct, row->multiplexer, row->name);
	/* Only a recorded multiplexer shows which of its commands are needed. */
	if (draft_entry(draft, arch, row->multiplexer)->steps == 1 && row_was_recorded(draft, arch, row))
		return spread(draft, arch, row->multiplexer, row->direct, row->name);
	return false;
}

static bool spread_step(struct draft *draft, enum arch arch, int steps)
{
	bool grew = false;

	for (size_t i = 0; i < equivalence_count(); i++)
		if (closure_set_is_on(draft->options, equivalence_at(i)))
			grew |= spread_set(draft, arch, equivalence_at(i), steps);
	for (size_t i = 0; i < multiplexed_count(); i++)
		if (closure_row_is_on(draft->options, multiplexed_at(i)))
			grew |= spread_row(draft, arch, multiplexed_at(i), steps);
	return grew;
}

static bool imply_row(struct draft *draft, enum arch arch, const struct implied *row)
{
	struct draft_entry *entry = draft_entry(draft, arch, row->call);

	if (entry->steps || !syscall_exists(row->call, arch) || (draft->options->exact && !row->unavoidable))
		return false;
	if (row->when != CALL_UNKNOWN && !draft_allows(draft, arch, row->when))
		return false;
	*entry = (struct draft_entry){.steps = 1, .why = WHY_IMPLIED, .by = row->by};
	return true;
}

static bool imply(struct draft *draft, enum arch arch)
{
	bool grew = false;

	for (size_t i = 0; i < implied_count(); i++)
		grew |= imply_row(draft, arch, implied_at(i));
	return grew;
}

void closure_arch(struct draft *draft, enum arch arch)
{
	bool grew;

	do {
		grew = imply(draft, arch);
		for (int steps = 1; !draft->options->exact && spread_step(draft, arch, steps); steps++)
			grew = true;
	} while (grew);
}
