/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs between releases of systemd: groups, the calls that these and libseccomp know, and what is done with a list.
 */
#include <string.h>

#include "core/base/nearest.h"
#include "core/base/version.h"
#include "emit/in/systemd.h"

struct set { const char *name, *members; };

#define SET(name, members) { name, members },
static const struct set sets_252[] = {
#include "emit/systemd_sets.def"
};
static const struct set sets_257[] = {
#include "emit/systemd_sets_257.def"
};
#undef SET

#define UNKNOWN(call) CALL_##call,
static const enum syscall_id unknown_252[] = {
#include "emit/systemd_sets.def"
};
static const enum syscall_id unknown_257[] = {
#include "emit/systemd_sets_257.def"
};
#undef UNKNOWN

#define NESTED(call) CALL_##call,
static const enum syscall_id nested_257[] = {
#include "emit/systemd_sets_257.def"
};
#undef NESTED

#define LATER(call) CALL_##call,
static const enum syscall_id later_252[] = {
#include "emit/systemd_sets.def"
};
static const enum syscall_id later_257[] = {
#include "emit/systemd_sets_257.def"
};
#undef LATER

#define OF(table) table, COUNT_OF(table)
static const struct unit_release {
	unsigned version;
	const char *libseccomp;
	const struct set *sets;
	size_t set_count;
	const enum syscall_id *unknown;       /* to @known */
	size_t unknown_count;
	const enum syscall_id *nested;        /* in it by a group alone; only if it answers known calls */
	size_t nested_count;
	const enum syscall_id *later;         /* than this libseccomp */
	size_t later_count;
	unsigned does;                        /* enum unit_habit */
} releases[] = {
	{ 252, "2.5.4", OF(sets_252), OF(unknown_252), NULL, 0, OF(later_252), 0 },
	{ 257, "2.6.0", OF(sets_257), OF(unknown_257), OF(nested_257), OF(later_257), UNIT_ANSWERS_KNOWN | UNIT_WRITES | UNIT_ASKS_FOR_MDWE },
};

static bool is_among(const enum syscall_id *ids, size_t count, int id)
{
	for (size_t i = 0; i < count; i++)
		if ((int)ids[i] == id)
			return true;
	return false;
}

static void doubt(struct unit *unit, const char *version)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "the lists of systemd %s are not known; read as systemd %u does", version, unit->release->version);
	in_source_inexact(unit->source, 0, NULL, reason.at);
}

int unit_release_of(struct unit *unit, const char *text, struct err *err)
{
	struct version given;
	size_t at = 0;

	unit->release = &releases[0];
	if (!text)
		return 0;
	if (!version_parse(&given, text))
		return err_set(err, "'%.40s' is not a version of systemd, as 257 is", text);
	while (at + 1 < COUNT_OF(releases) && releases[at].version < given.part[0])
		at++;
	unit->release = &releases[at];
	if (unit->release->version != given.part[0])
		doubt(unit, text);
	return 0;
}

void unit_release_note(const struct unit *unit, bool given)
{
	text_format(unit->source->notes, "read as systemd %u with libseccomp %s does%s\n", unit->release->version, unit->release->libseccomp,
	            given ? "" : "; --file-version=257 reads as that one does");
}

const char *unit_release_libseccomp(const struct unit *unit)
{
	return unit->release->libseccomp;
}

bool unit_does(const struct unit *unit, enum unit_habit habit)
{
	return unit->release->does & habit;
}

const char *unit_group(const struct unit *unit, const char *name)
{
	for (size_t i = 0; i < unit->release->set_count; i++)
		if (!strcmp(unit->release->sets[i].name, name))
			return unit->release->sets[i].members;
	return NULL;
}

/* All releases have the groups of the first. */
static const char *group_at(unsigned i)
{
	return i < COUNT_OF(sets_252) ? sets_252[i].name : NULL;
}

int unit_unknown_group(const struct unit *unit, const char *group, struct err *err)
{
	err_set(err, "unknown group '%.40s' (systemd %u has none; later ones may)", group, unit->release->version);
	return nearest_hint(err, nearest(group, group_at));
}

bool unit_is_known(const struct unit *unit, int id)
{
	return !is_among(unit->release->unknown, unit->release->unknown_count, id);
}

bool unit_is_nested(const struct unit *unit, int id)
{
	return is_among(unit->release->nested, unit->release->nested_count, id);
}

bool unit_is_later(const struct unit *unit, int id)
{
	return is_among(unit->release->later, unit->release->later_count, id);
}
