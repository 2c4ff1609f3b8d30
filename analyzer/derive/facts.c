/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recorded call gives a row for each combination that it had, if they are known,
 * and else the product of its arguments' values, as far as it is small. A row of
 * values that are joined (bits, ranges) is a row too. An argument that the trace
 * does not show stays in the row, as VALUES_ANY.
 */
#include "analyzer/derive/facts.h"

#include <fcntl.h>
#include <string.h>

#include "analyzer/rows/rows.h"
#include "core/libc/implied.h"
#include "core/libc/operation_group.h"
#include "core/libc/projection.h"

#define O_CREAT_OF_MIPS 0x100
#define TMPFILE 020000000                     /* __O_TMPFILE: O_TMPFILE without O_DIRECTORY */

enum { FACTS_MOST = 256, PRODUCT_MOST = 64 };

bool facts_add(struct draft *draft, enum arch arch, int id, const struct row *row)
{
	static const struct row unknown;
	struct rows *facts = &draft->facts[arch][id];
	size_t before = facts->count;

	facts->arena = &draft->policy->arena;
	if (before > FACTS_MOST)
		return false;
	rows_add(facts, before == FACTS_MOST ? &unknown : row);
	return facts->count > before;
}

/* --- a recorded call --- */

struct seen {                                 /* the judged arguments of a recorded call, in ascending order of role */
	struct condition at[SYSCALL_ARGS + DEEP_PLACES];
	size_t count;
};

static bool is_asked_for(enum role role)
{
	return operation_group_judges_role(role) || counterpart_judges_role(role);
}

static void see(struct seen *seen, enum role role, const struct values *values)
{
	static const struct values unknown = { .kind = VALUES_ANY };
	size_t at = 0;

	while (at < seen->count && seen->at[at].role < role)
		at++;
	if (!is_asked_for(role) || (at < seen->count && seen->at[at].role == role))
		return;
	memmove(&seen->at[at + 1], &seen->at[at], (seen->count++ - at) * sizeof(*seen->at));
	seen->at[at] = (struct condition){ role, values->kind == VALUES_NONE ? unknown : *values };
}

/* Those in structs included. */
static struct seen seen_of(const struct trace_call *call, enum syscall_id id)
{
	struct seen seen;

	seen.count = 0;
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		see(&seen, syscall_role(id, call->arch, arg), call->selector[arg].kind == VALUES_SET ? &call->selector[arg] : &call->arg[arg]);
	for (unsigned place = 0; place < DEEP_PLACES; place++)
		see(&seen, deep_role(id, place), &call->deep[place]);
	return seen;
}

/* A log that has no arguments has no code either; a recorded call that has too many values has some. */
static bool is_hidden(const struct trace_call *call, enum syscall_id id, enum role role)
{
	int arg = syscall_arg(id, call->arch, role), place = arg < 0 ? deep_place((int)id, role) : -1;

	if (call->site != TRACE_NOWHERE)
		return false;
	return arg >= 0 ? call->arg[arg].kind == VALUES_ANY : place >= 0 && call->deep[place].kind == VALUES_ANY;
}

/* Values of another arch: without the bits that mean something else; false if nothing is left. */
static bool carry_values(struct values *values, enum role role, uint64_t differs)
{
	if (values->kind == VALUES_ANY || differs == UINT64_MAX)
		return false;
	if (!(values_bits(values) & differs))
		return true;
	*values = values_masked(values, ~differs);
	return role_info(role)->join == JOIN_BITS;
}

struct adder {
	struct draft *draft;
	const struct trace_call *call;
	enum arch from, arch;
	enum syscall_id id;
};

/* open reads a mode only to create a file; else the register has any value. */
static bool is_read(const struct adder *to, const struct seen *seen, enum role role)
{
	uint64_t create = role_numbers_own(ROLE_oflags, to->from) & O_CREAT ? O_CREAT_OF_MIPS : O_CREAT;

	for (size_t i = 0; role == ROLE_mode && i < seen->count; i++)
		if (seen->at[i].role == ROLE_oflags && seen->at[i].values.kind == VALUES_SET)
			return values_bits(&seen->at[i].values) & (create | TMPFILE);
	return true;
}

static void add_known(const struct adder *to, const struct seen *seen)
{
	struct condition condition[SYSCALL_ARGS + DEEP_PLACES];
	struct row row = { .condition = condition };

	for (size_t i = 0; i < seen->count; i++) {
		struct condition one = seen->at[i];
		if (one.values.kind == VALUES_ANY && is_hidden(to->call, to->id, one.role))
			condition[row.count++] = one;
		else if (is_read(to, seen, one.role) && carry_values(&one.values, one.role, role_numbers_differ(one.role, to->from, to->arch)))
			condition[row.count++] = one;
	}
	facts_add(to->draft, to->arch, to->id, &row);
}

static size_t choices(const struct condition *known)
{
	return known->values.kind == VALUES_SET && known->values.count ? known->values.count : 1;
}

/* Each combination of the values from argument `at` on. */
static void add_product(const struct adder *to, struct seen *seen, size_t at)
{
	if (at == seen->count) {
		add_known(to, seen);
		return;
	}
	struct values all = seen->at[at].values;
	for (size_t i = 0; i < choices(&seen->at[at]); i++) {
		struct seen one = *seen;
		if (all.kind == VALUES_SET && all.count)
			one.at[at].values = (struct values){ .kind = VALUES_SET, .count = 1, .v = { all.v[i] } };
		add_product(to, &one, at + 1);
	}
}

static void add_tuple(const struct adder *to, const struct trace_call *call, const struct seen *seen, const uint64_t *tuple)
{
	struct seen one = *seen;

	for (size_t i = 0; i < one.count; i++) {
		int arg = syscall_arg(to->id, call->arch, one.at[i].role);
		uint64_t mask = arg < 0 ? 0 : syscall_mask(to->id, call->arch, one.at[i].role);
		if (arg >= 0 && one.at[i].values.kind != VALUES_ANY)
			one.at[i].values = (struct values){ .kind = VALUES_SET, .count = 1, .v = { tuple[arg] & mask } };
	}
	add_product(to, &one, 0);
}

void facts_observe(struct draft *draft, size_t call, enum arch arch)
{
	const struct trace_call *recorded = &draft->trace->calls[call];
	const struct adder to = { draft, recorded, recorded->arch, arch, (enum syscall_id)draft->id[call] };
	struct seen seen = seen_of(recorded, to.id);
	size_t product = 1;

	for (size_t i = 0; recorded->tuples.kind == TUPLES_SET && i < recorded->tuples.count; i++)
		add_tuple(&to, recorded, &seen, recorded->tuples.v[i]);
	if (recorded->tuples.kind == TUPLES_SET)
		return;
	for (size_t i = 0; i < seen.count; i++)
		product *= choices(&seen.at[i]);
	if (product <= PRODUCT_MOST)
		add_product(&to, &seen, 0);
	else
		add_known(&to, &seen);
}

/* --- other calls --- */

bool fact_meets(const struct row *fact, const struct condition *when, uint64_t mask)
{
	const struct condition *known = when->role == ROLE__ ? NULL : row_condition(fact, when->role);

	if (!known || known->values.kind != VALUES_SET)
		return true;
	for (unsigned i = 0; i < known->values.count; i++)
		if (values_admit(&when->values, mask, known->values.v[i]))
			return true;
	return !known->values.count;
}

bool facts_add_known(struct draft *draft, enum arch arch, int id, const struct condition *known)
{
	struct condition condition[IMPLIED_CONDITIONS];
	struct row row = { .condition = condition };

	for (size_t i = 0; known && i < IMPLIED_CONDITIONS && known[i].role != ROLE__; i++)
		row_put(&row, known[i]);
	return facts_add(draft, arch, id, &row);
}

struct row fact_carried(struct draft *draft, const struct row *fact, const struct relation *relation)
{
	struct row row = { .condition = arena_alloc(&draft->policy->arena, (fact->count + 1) * sizeof(*row.condition)) };

	for (size_t i = 0; i < fact->count; i++)
		row.condition[row.count++] = fact->condition[i];
	if (relation->role != ROLE__)
		row_put(&row, (struct condition){ relation->role, { .kind = VALUES_SET, .count = 1, .v = { relation->value } } });
	return row;
}
