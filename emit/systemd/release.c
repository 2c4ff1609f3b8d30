/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Groups may nest. A name unknown to all kernels is not a call.
 */
#include "emit/systemd/release.h"

#include <stdio.h>
#include <string.h>

#include "core/base/mem.h"
#include "core/libc/support.h"

struct set { const char *name, *members; };

#define SET(name, members) { name, members },
static const struct set sets_252[] = {
#include "emit/systemd/sets_252.def"
};
static const struct set sets_257[] = {
#include "emit/systemd/sets_257.def"
};
#undef SET

#define UNKNOWN(call) CALL_##call,
static const enum syscall_id unknown_252[] = {
#include "emit/systemd/sets_252.def"
};
static const enum syscall_id unknown_257[] = {
#include "emit/systemd/sets_257.def"
};
#undef UNKNOWN

static const enum syscall_id nested[] = {
#define NESTED(call) CALL_##call,
#include "emit/systemd/sets_257.def"
#undef NESTED
};

static const struct { unsigned since; struct set set; } added[] = {
#define ADDED(since, group, members) { since, { group, members } },
#include "emit/systemd/changes.def"
#undef ADDED
};

static const struct { unsigned since; enum syscall_id id; } learnt[] = {
#define LEARNT(since, call) { since, CALL_##call },
#include "emit/systemd/changes.def"
#undef LEARNT
};

enum { WHOLE_257 = 257 };                     /* what changes.def has is in sets_257.def too */

static const struct systemd_release releases[] = {
	{ "252", 252, 0,  "2.5.4", 0 },
	{ "253", 253, 26, "2.5.4", 0 },
	{ "254", 254, 19, "2.5.4", SYSTEMD_ASKS_FOR_MDWE },
	{ "255", 255, 13, "2.5.5", SYSTEMD_ASKS_FOR_MDWE | SYSTEMD_ANSWERS_KNOWN },
	{ "257", 257, 0,  "2.6.0", SYSTEMD_ASKS_FOR_MDWE | SYSTEMD_ANSWERS_KNOWN | SYSTEMD_WRITES },
};

const struct systemd_release *systemd_release_at(size_t i)
{
	return i < COUNT_OF(releases) ? &releases[i] : NULL;
}

const char *systemd_version_at(unsigned i)
{
	const struct systemd_release *release = systemd_release_at(i);

	return release ? release->name : NULL;
}

const char *systemd_group_at(size_t i)
{
	return i < COUNT_OF(sets_252) ? sets_252[i].name : NULL;
}

static void expand(const struct systemd_release *release, const char *members, struct systemd_calls *calls)
{
	char word[64];

	for (const char *at = members; *at; at += strspn(at, " ")) {
		size_t length = strcspn(at, " ");
		snprintf(word, sizeof(word), "%.*s", (int)length, at);
		int id = *word == '@' ? CALL_UNKNOWN : syscall_by_name(word);
		if (*word == '@')
			systemd_group(release, word, calls);
		else if (id != CALL_UNKNOWN)
			calls->has[id] = true;
		at += length;
	}
}

static bool add_set(const struct systemd_release *release, const struct set *set, const char *name, struct systemd_calls *calls)
{
	if (strcmp(set->name, name))
		return false;
	expand(release, set->members, calls);
	return true;
}

bool systemd_group(const struct systemd_release *release, const char *name, struct systemd_calls *calls)
{
	bool last = release->version >= WHOLE_257, found = false;
	const struct set *sets = last ? sets_257 : sets_252;
	size_t count = last ? COUNT_OF(sets_257) : COUNT_OF(sets_252);

	for (size_t i = 0; i < count; i++)
		found |= add_set(release, &sets[i], name, calls);
	for (size_t i = 0; i < COUNT_OF(added) && !last; i++)
		if (added[i].since <= release->version)
			found |= add_set(release, &added[i].set, name, calls);
	return found;
}

static bool is_among(const enum syscall_id *ids, size_t count, enum syscall_id id)
{
	for (size_t i = 0; i < count; i++)
		if (ids[i] == id)
			return true;
	return false;
}

static bool has_learnt(const struct systemd_release *release, enum syscall_id id)
{
	for (size_t i = 0; i < COUNT_OF(learnt); i++)
		if (learnt[i].id == id && learnt[i].since <= release->version)
			return true;
	return false;
}

bool systemd_knows(const struct systemd_release *release, enum syscall_id id)
{
	if (release->version >= WHOLE_257)
		return !is_among(unknown_257, COUNT_OF(unknown_257), id);
	return !is_among(unknown_252, COUNT_OF(unknown_252), id) || has_learnt(release, id);
}

bool systemd_nests(const struct systemd_release *release, enum syscall_id id)
{
	return release->does & SYSTEMD_ANSWERS_KNOWN && is_among(nested, COUNT_OF(nested), id);
}

bool systemd_names(const struct systemd_release *release, enum syscall_id id)
{
	struct version library = { 0 };

	version_parse(&library, release->libseccomp);
	return support_library_names(library, id);
}
