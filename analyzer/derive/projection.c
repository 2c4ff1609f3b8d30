/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A recorded call serves a purpose if its arguments may meet the condition of a row
 * of another arch; each fact is of one purpose or of none.
 */
#include "analyzer/derive/projection.h"

#include "analyzer/derive/facts.h"
#include "core/libc/implied.h"
#include "core/libc/projection.h"

static bool serves(const struct row *fact, enum arch arch, const struct counterpart *row)
{
	uint64_t mask = row->with.role == ROLE__ ? 0 : syscall_mask(row->call, arch, row->with.role);

	return fact_meets(fact, &row->with, mask);
}

static bool some_serves(const struct draft *draft, enum arch arch, const struct counterpart *row)
{
	const struct rows *facts = &draft->facts[arch][row->call];

	for (size_t i = 0; i < facts->count; i++)
		if (serves(&facts->at[i], arch, row))
			return true;
	return false;
}

static bool add(struct draft *draft, enum arch arch, const struct counterpart *from, const struct counterpart *to)
{
	struct condition with[IMPLIED_CONDITIONS] = { to->with };
	struct draft_entry *entry = draft_entry(draft, arch, to->call);

	if (!entry->steps)
		*entry = (struct draft_entry){
			.steps = draft_entry(draft, arch, from->call)->steps + 1, .why = WHY_EQUIVALENT,
			.of = syscall_name(from->call), .set = to->purpose,
		};
	return facts_add_known(draft, arch, to->call, with);
}

bool projection_add(struct draft *draft, enum arch arch)
{
	bool grew = false;

	for (size_t i = 0; i < counterpart_count(); i++) {
		const struct counterpart *from = counterpart_at(i), *to = counterpart_on(arch, from->purpose);
		if (!to || to == from || to->call == CALL_UNKNOWN || from->call == CALL_UNKNOWN)
			continue;
		if (relations_use(draft->options, from->purpose, LEVEL_LIBC) && some_serves(draft, arch, from))
			grew |= add(draft, arch, from, to);
	}
	return grew;
}

static bool fact_is_served(const struct draft *draft, enum arch arch, int id, const struct row *fact)
{
	for (size_t i = 0; i < counterpart_count(); i++) {
		const struct counterpart *from = counterpart_at(i);
		if ((int)from->call == id && counterpart_on(arch, from->purpose) &&
		    relations_use(draft->options, from->purpose, LEVEL_LIBC) && serves(fact, arch, from))
			return true;
	}
	return false;
}

bool projection_serves(const struct draft *draft, enum arch arch, int id)
{
	const struct rows *facts = &draft->facts[arch][id];

	for (size_t i = 0; i < facts->count; i++)
		if (!fact_is_served(draft, arch, id, &facts->at[i]))
			return false;
	return facts->count;
}
