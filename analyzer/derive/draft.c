/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Operations of the passes on the draft. An entry may exist on an arch that
 * lacks the call: its equivalents may exist there.
 */
#include "analyzer/derive/draft.h"

#include <errno.h>

#include "core/libc/projection.h"

struct draft_entry *draft_entry(struct draft *draft, enum arch arch, int id)
{
	return &draft->entry[arch][id];
}

static bool is_recorded_on(const struct draft *draft, enum arch arch, int id)
{
	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == id && draft->trace->calls[i].arch == arch)
			return true;
	return false;
}

/* Whether a policy can have a rule for this call on this arch. */
static bool is_usable(const struct draft *draft, enum arch arch, int id)
{
	if (!syscall_exists((enum syscall_id)id, arch))
		return false;
	return replaced_by(arch, (enum syscall_id)id) == CALL_UNKNOWN || is_recorded_on(draft, arch, id);
}

bool draft_allows(const struct draft *draft, enum arch arch, int id)
{
	return draft->entry[arch][id].steps && is_usable(draft, arch, id);
}

int draft_namesake(enum arch arch, int id)
{
	return syscall_exists((enum syscall_id)id, arch) ? syscall_by_nr(arch, (uint32_t)syscall_nr((enum syscall_id)id, arch)) : id;
}

bool draft_rules(const struct draft *draft, enum arch arch, int id)
{
	const struct draft_entry *entry = &draft->entry[arch][id];
	bool ruled = entry->steps || entry->verdict.action != ACTION_ALLOW;

	return ruled && draft_has_arch(draft, arch) && is_usable(draft, arch, id) && draft_namesake(arch, id) == id;
}

bool draft_has_arch(const struct draft *draft, enum arch arch)
{
	return draft->policy->archs & ARCH_BIT(arch);
}

bool draft_carries(const struct draft *draft, enum arch from, enum arch arch)
{
	return from == arch || draft->options->archs & ARCH_BIT(arch);
}

void draft_answer_enosys(struct draft_entry *entry, const char *of, const char *by)
{
	*entry = (struct draft_entry){
		.verdict = {ACTION_ERRNO, ENOSYS}, .why = WHY_FALLBACK, .of = of, .by = by,
	};
}

bool draft_recorded(const struct draft *draft, int id)
{
	for (size_t i = 0; i < draft->trace->call_count; i++)
		if (draft->id[i] == id)
			return true;
	return false;
}

bool draft_allows_somewhere(const struct draft *draft, int id)
{
	arch_each(arch, draft->policy->archs)
		if (draft_allows(draft, arch, id))
			return true;
	return false;
}

bool draft_answers_enosys(const struct draft *draft, int id)
{
	arch_each(arch, draft->policy->archs) {
		const struct draft_entry *entry = &draft->entry[arch][id];
		if (syscall_exists((enum syscall_id)id, arch) && !entry->steps && entry->why == WHY_FALLBACK)
			return true;
	}
	return false;
}
