/* SPDX-License-Identifier: Apache-2.0 */
#include "analyzer/derive/reachable.h"

#include "analyzer/derive/facts.h"
#include "analyzer/text/list.h"
#include "core/kernel/syscall.h"
#include "core/libc/danger.h"
#include "core/libc/operation_group.h"

static bool has_conditions(enum syscall_id id)
{
	for (unsigned arg = 0; arg < SYSCALL_ARGS; arg++)
		if (operation_group_judges(id, syscall_role(id, ARCH_X86_64, arg)))
			return true;
	return false;
}

static bool may_be_added(enum syscall_id id)
{
	return !has_conditions(id) && !danger_is_listed(id);
}

static bool add(struct draft *draft, const struct derive_reachable *reachable)
{
	bool added = false;

	arch_each(arch, draft->policy->archs) {
		struct draft_entry *entry = draft_entry(draft, arch, (int)reachable->id);
		if (entry->steps || !draft_carries(draft, ARCH_X86_64, arch))
			continue;
		*entry = (struct draft_entry){.steps = 1, .why = WHY_REACHABLE, .by = arena_string(&draft->policy->arena, reachable->by)};
		added |= facts_add_known(draft, arch, (int)reachable->id, NULL);
	}
	return added;
}

bool reachable_draft(struct draft *draft)
{
	bool added = false;

	for (size_t i = 0; i < draft->options->reachable_count; i++)
		if (may_be_added(draft->options->reachable[i].id))
			added |= add(draft, &draft->options->reachable[i]);
	return added;
}

void reachable_report(struct draft *draft, struct text *notes)
{
	struct list list = {0};

	for (size_t i = 0; i < draft->options->reachable_count; i++) {
		enum syscall_id id = draft->options->reachable[i].id;
		if (!may_be_added(id) && !draft->denied[id] && !draft_allows_somewhere(draft, (int)id))
			list_add(&list, syscall_name(id));
	}
	list_report(&list, notes, "on error paths of the code, but not added, since their arguments decide what they do or they are dangerous: ", "");
}
