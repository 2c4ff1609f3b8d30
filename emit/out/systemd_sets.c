/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups may nest. A name unknown to all kernels is not a call.
 */
#include "emit/out/systemd_sets.h"

#include <stdio.h>
#include <string.h>

struct set { const char *name, *members; };

#define SET(name, members) { name, members },
static const struct set sets_252[] = {
#include "emit/systemd_sets.def"
};
static const struct set sets_257[] = {
#include "emit/systemd_sets_257.def"
};
#undef SET

static const struct release {
	const struct set *sets;
	size_t count;
} releases[] = {
	{ sets_252, COUNT_OF(sets_252) },
	{ sets_257, COUNT_OF(sets_257) },
};

static const enum syscall_id unknown[] = {
#define UNKNOWN(call) CALL_##call,
#define LATER(call) CALL_##call,
#include "emit/systemd_sets.def"
#undef UNKNOWN
#undef LATER
};

bool systemd_knows(enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(unknown); i++)
		if (unknown[i] == id)
			return false;
	return true;
}

const char *systemd_set_at(size_t i)
{
	return i < COUNT_OF(sets_252) ? sets_252[i].name : NULL;
}

static const struct set *find_set(const struct release *release, const char *name)
{
	for (size_t i = 0; i < release->count; i++)
		if (!strcmp(release->sets[i].name, name))
			return &release->sets[i];
	return NULL;
}

static void expand(const struct release *release, const struct set *set, struct systemd_calls *calls)
{
	char word[64];

	for (const char *at = set->members; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		snprintf(word, sizeof(word), "%.*s", (int)length, at);
		const struct set *inner = *word == '@' ? find_set(release, word) : NULL;
		int id = inner ? CALL_UNKNOWN : syscall_by_name(word);
		if (inner)
			expand(release, inner, calls);
		else if (id != CALL_UNKNOWN)
			calls->has[id] = true;
		at += length;
	}
}

struct systemd_group systemd_group_of(const char *name, const struct policy *policy)
{
	struct systemd_group group = { 0 };
	unsigned has[CALL_COUNT] = { 0 };

	for (size_t i = 0; i < COUNT_OF(releases); i++) {
		const struct set *set = find_set(&releases[i], name);
		struct systemd_calls calls = { 0 };
		if (set)
			expand(&releases[i], set, &calls);
		for (int id = 0; id < CALL_COUNT; id++)
			has[id] += calls.has[id];
	}
	for (int id = 0; id < CALL_COUNT; id++) {
		group.ever.has[id] = has[id] && policy_archs_of(policy, (enum syscall_id)id);
		group.always.has[id] = group.ever.has[id] && has[id] == COUNT_OF(releases);
	}
	return group;
}
