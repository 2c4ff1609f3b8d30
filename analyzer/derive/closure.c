/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts spread breadth first: in each round every relation, in table order, carries
 * what was known at the round's start. So `of` and `set` of a new call are the
 * relation through which a shortest path came, the same on every run, and name
 * two calls that the set relates directly.
 *
 * Arguments go along: a relation may hold only for some (unlinkat is rmdir with
 * AT_REMOVEDIR), and a call of unknown arguments may be any of them.
 */
#include "analyzer/derive/closure.h"

#include <string.h>

#include "analyzer/derive/facts.h"
#include "analyzer/derive/projection.h"
#include "core/libc/danger.h"
#include "core/libc/implied.h"
#include "core/libc/plan.h"

/* How far each list of facts has been carried, by call and by relation. */
struct round {
	struct draft *draft;
	enum arch arch;
	size_t known[CALL_COUNT];             /* facts at the round's start */
	size_t *done;                         /* of each relation: facts of `from` that it has carried */
};

static void enter(struct round *round, const struct relation *relation)
{
	const struct draft_entry *from = draft_entry(round->draft, round->arch, relation->from);
	struct draft_entry *entry = draft_entry(round->draft, round->arch, relation->to);

	if (!entry->steps)
		*entry = (struct draft_entry){
			.steps = from->steps + 1, .why = WHY_EQUIVALENT, .set = relation->set, .of = syscall_name(relation->from),
		};
}

static bool carry(struct round *round, const struct relation *relation, const struct row *fact)
{
	uint64_t mask = relation->when.role == ROLE__ ? 0 : syscall_mask(relation->from, round->arch, relation->when.role);

	if (!fact_meets(fact, &relation->when, mask))
		return false;
	struct row carried = fact_carried(round->draft, fact, relation);
	enter(round, relation);
	return facts_add(round->draft, round->arch, relation->to, &carried);
}

static bool spread(struct round *round, size_t which)
{
	const struct relation *relation = &round->draft->relations.at[which];
	const struct rows *facts = &round->draft->facts[round->arch][relation->from];
	bool grew = false;

	for (; round->done[which] < round->known[relation->from]; round->done[which]++)
		grew |= carry(round, relation, &facts->at[round->done[which]]);
	return grew;
}

static bool spread_all(struct round *round)
{
	bool grew = false;

	for (int id = 0; id < CALL_COUNT; id++)
		round->known[id] = round->draft->facts[round->arch][id].count;
	for (size_t i = 0; i < round->draft->relations.count; i++)
		grew |= spread(round, i);
	return grew;
}

/* --- implied calls --- */

static bool some_meets(const struct draft *draft, enum arch arch, const struct implied *row)
{
	const struct rows *facts = &draft->facts[arch][row->when];
	uint64_t mask = row->only.role == ROLE__ ? 0 : syscall_mask(row->when, arch, row->only.role);

	for (size_t i = 0; i < facts->count; i++)
		if (fact_meets(&facts->at[i], &row->only, mask))
			return true;
	return false;
}

/* Calls that were only read from the code add none that is dangerous. */
static bool may_imply(const struct draft *draft, enum arch arch, const struct implied *row)
{
	const struct draft_entry *when = &draft->entry[arch][row->when];

	return !when->always && !(when->why == WHY_REACHABLE && danger_is_listed(row->call));
}

static bool is_implied(const struct draft *draft, enum arch arch, const struct implied *row)
{
	if ((row->on && !(row->on & ARCH_BIT(arch))) || !relations_use(draft->options, row->set, row->level))
		return false;
	if (row->when == CALL_UNKNOWN)
		return true;
	return draft_allows(draft, arch, row->when) && may_imply(draft, arch, row) && some_meets(draft, arch, row);
}

static bool imply(struct draft *draft, enum arch arch, const struct implied *row)
{
	struct draft_entry *entry = draft_entry(draft, arch, row->call);
	bool known = entry->steps;

	if ((known && row->with[0].role == ROLE__) || !is_implied(draft, arch, row))
		return false;
	if (!known)
		*entry = (struct draft_entry){ .steps = 1, .why = WHY_IMPLIED, .by = row->by, .always = row->when == CALL_UNKNOWN };
	return facts_add_known(draft, arch, row->call, row->with) || !known;
}

static bool imply_all(struct draft *draft, enum arch arch)
{
	bool grew = false;

	for (size_t i = 0; i < implied_count(); i++)
		if (syscall_exists(implied_at(i)->call, arch))
			grew |= imply(draft, arch, implied_at(i));
	for (const char **libc = draft->options->portable; libc && *libc; libc++)
		for (size_t i = 0; i < portable_count(); i++)
			if (portable_matches(portable_at(i), *libc))
				grew |= imply(draft, arch, &portable_at(i)->row);
	return grew;
}

void closure_arch(struct draft *draft, enum arch arch)
{
	AUTO_FREE size_t *done = mem_alloc((draft->relations.count + 1) * sizeof(*done));
	struct round round = { .draft = draft, .arch = arch, .done = done };
	bool grew;

	do {
		grew = imply_all(draft, arch);
		grew = projection_add(draft, arch) || grew;
		while (spread_all(&round))
			grew = true;
	} while (grew);
}

/* --- categories --- */

/* The call that stands for its category: the first that was recorded or came with it. */
static int first_of(const struct draft *draft, enum arch arch, enum category category)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (syscall_category((enum syscall_id)id) == category && draft_allows(draft, arch, id))
			return id;
	return CALL_UNKNOWN;
}

static bool is_use(const struct danger_use uses[DANGER_USES], int id)
{
	for (size_t i = 0; i < DANGER_USES && uses[i].call != CALL_UNKNOWN; i++)
		if ((int)uses[i].call == id && uses[i].when[0].role == ROLE__)
			return true;
	return false;
}

static bool allows_use(const struct draft *draft, enum arch arch, const struct danger_use uses[DANGER_USES])
{
	for (size_t i = 0; i < DANGER_USES && uses[i].call != CALL_UNKNOWN; i++)
		if (uses[i].when[0].role == ROLE__ && draft_allows(draft, arch, (int)uses[i].call))
			return true;
	return false;
}

/* Whether the call would be dangerous together with one that is allowed. */
static bool completes_danger(const struct draft *draft, enum arch arch, int id)
{
	for (size_t i = 0; i < danger_combination_count(); i++) {
		const struct danger_combination *both = danger_combination_at(i);
		if (both->grave && ((is_use(both->first, id) && allows_use(draft, arch, both->second)) ||
		                    (is_use(both->second, id) && allows_use(draft, arch, both->first))))
			return true;
	}
	return false;
}

static bool is_withheld(const struct draft *draft, enum arch arch, int id)
{
	return plan_withholds((enum syscall_id)id) || completes_danger(draft, arch, id);
}

void closure_categories(struct draft *draft, enum arch arch)
{
	int first[CATEGORY_COUNT];

	for (int category = 0; category < CATEGORY_COUNT; category++)
		first[category] = first_of(draft, arch, (enum category)category);
	for (int id = 0; id < CALL_COUNT; id++) {
		enum category category = syscall_category((enum syscall_id)id);
		struct draft_entry *entry = draft_entry(draft, arch, id);
		if (entry->steps || first[category] == CALL_UNKNOWN || is_withheld(draft, arch, id))
			continue;
		*entry = (struct draft_entry){
			.steps = 2, .why = WHY_EQUIVALENT, .of = syscall_name((enum syscall_id)first[category]),
			.set = category_name(category),
		};
		facts_add_known(draft, arch, id, NULL);
	}
}
