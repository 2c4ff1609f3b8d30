/* SPDX-License-Identifier: Apache-2.0 */
#include "emit/systemd/members.h"

#include <assert.h>

static size_t count_members(unsigned counts[CALL_COUNT], const char *name)
{
	size_t releases = 0;

	for (; systemd_release_at(releases); releases++) {
		struct systemd_calls calls = { 0 };
		systemd_group(systemd_release_at(releases), name, &calls);
		for (int id = 0; id < CALL_COUNT; id++)
			counts[id] += calls.has[id];
	}
	return releases;
}

struct systemd_members systemd_members_of(const char *name, const struct policy *policy)
{
	struct systemd_members group = { .name = name };
	unsigned counts[CALL_COUNT] = { 0 };
	size_t releases = count_members(counts, name);

	for (int id = 0; id < CALL_COUNT; id++) {
		group.ever.has[id] = counts[id] && policy_archs_of(policy, (enum syscall_id)id);
		group.always.has[id] = group.ever.has[id] && counts[id] == releases;
	}
	return group;
}

void systemd_groups_of(struct systemd_groups *groups, const struct policy *policy)
{
	for (groups->count = 0; systemd_group_at(groups->count); groups->count++) {
		assert(groups->count < COUNT_OF(groups->at));
		groups->at[groups->count] = systemd_members_of(systemd_group_at(groups->count), policy);
	}
}

bool systemd_oldest_knows(enum syscall_id id)
{
	const struct systemd_release *oldest = systemd_release_at(0);

	return systemd_knows(oldest, id) && systemd_names(oldest, id);
}
