/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups may nest. A name unknown to all kernels is not a call.
 */
#include "emit/out/systemd_sets.h"

#include <stdio.h>
#include <string.h>

static const struct set {
	const char *name, *members;
} sets[] = {
#define SET(name, members) { name, members },
#include "emit/systemd_sets.def"
#undef SET
};

const char *systemd_set_at(size_t i)
{
	return i < COUNT_OF(sets) ? sets[i].name : NULL;
}

static const struct set *find_set(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		if (!strcmp(sets[i].name, name))
			return &sets[i];
	return NULL;
}

static void expand(const struct set *set, struct systemd_calls *calls)
{
	char word[64];

	for (const char *at = set->members; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		snprintf(word, sizeof(word), "%.*s", (int)length, at);
		const struct set *inner = *word == '@' ? find_set(word) : NULL;
		int id = inner ? CALL_UNKNOWN : syscall_by_name(word);
		if (inner)
			expand(inner, calls);
		else if (id != CALL_UNKNOWN)
			calls->has[id] = true;
		at += length;
	}
}

struct systemd_calls systemd_set_members(const char *name, const struct policy *policy)
{
	struct systemd_calls calls = { 0 };
	const struct set *set = find_set(name);

	if (set)
		expand(set, &calls);
	for (int id = 0; id < CALL_COUNT; id++)
		calls.has[id] = calls.has[id] && policy_archs_of(policy, (enum syscall_id)id);
	return calls;
}
