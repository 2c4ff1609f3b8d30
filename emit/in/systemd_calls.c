/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lists of a unit: SystemCallFilter= and SystemCallLog=. The first word of the first decides between allow list and deny
 * list; later lines add to it or, of the other kind, remove from it; an empty line resets it.
 */
#include <string.h>

#include "core/base/nearest.h"
#include "emit/in/readers.h"
#include "emit/in/scmp.h"
#include "emit/in/systemd.h"

static const struct { const char *name, *members; } sets[] = {
#define SET(name, members) { name, members },
#include "emit/systemd_sets.def"
#undef SET
};

static const enum syscall_id no_members_of_known[] = {
#define UNKNOWN(call) CALL_##call,
#include "emit/systemd_sets.def"
#undef UNKNOWN
};

static bool is_among(const enum syscall_id *ids, size_t count, int id)
{
	for (size_t i = 0; i < count; i++)
		if ((int)ids[i] == id)
			return true;
	return false;
}

/* In an allow list, ~NAME:ERRNO stays listed with that errno. */
static void put(struct unit_calls *calls, int id, bool invert, int answer)
{
	calls->listed[id] = invert != calls->allows || (calls->allows && answer != UNIT_PLAIN);
	calls->answer[id] = answer;
}

const char *unit_group(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(sets); i++)
		if (!strcmp(sets[i].name, name))
			return sets[i].members;
	return NULL;
}

/* `name`: as in a note. Of a name that libseccomp may lack, the stricter reading. */
static void put_named(struct unit *unit, struct unit_calls *calls, int id, const char *name, bool invert, int answer)
{
	if (in_scmp_is_later(id))
		in_source_inexact(unit->source, unit->source->line, name, "systemd ignores it with libseccomp 2.5.4 or older");
	if (invert || !in_scmp_is_later(id))
		put(calls, id, invert, answer);
}

static void put_known(struct unit *unit, struct unit_calls *calls, bool invert, int answer)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (!is_among(no_members_of_known, COUNT_OF(no_members_of_known), id))
			put_named(unit, calls, id, syscall_name((enum syscall_id)id), invert, answer);
}

static const char *group_at(unsigned i)
{
	return i < COUNT_OF(sets) ? sets[i].name : NULL;
}

static int unknown_group(const char *group, struct err *err)
{
	err_set(err, "unknown group '%.40s' (systemd 252 has none; later ones may)", group);
	return nearest_hint(err, nearest(group, group_at));
}

static int put_group(struct unit *unit, struct unit_calls *calls, const char *group, bool invert, int answer, struct err *err)
{
	const char *members = unit_group(group);
	char inner[64];
	size_t length;

	if (!strcmp(group, "@known")) {
		put_known(unit, calls, invert, answer);
		return 0;
	}
	if (!members)
		return unknown_group(group, err);
	for (; *members; members += length + (members[length] == ' ')) {
		length = strcspn(members, " ");
		memcpy(inner, members, length);
		inner[length] = '\0';
		if (*inner == '@')
			put_group(unit, calls, inner, invert, answer, err);
		else if (syscall_by_name(inner) != CALL_UNKNOWN && !in_scmp_is_later(syscall_by_name(inner)))
			put(calls, syscall_by_name(inner), invert, answer);
	}
	return 0;
}

static int put_word(struct unit *unit, struct unit_calls *calls, const char *word, bool invert, int answer, struct err *err)
{
	int id = *word == '@' ? CALL_UNKNOWN : syscall_by_name(word);
	AUTO_TEXT struct text name = { 0 };

	if (*word == '@')
		return put_group(unit, calls, word, invert, answer, err);
	in_text_list(&name, word);
	if (id == CALL_UNKNOWN)
		in_source_inexact(unit->source, unit->source->line, name.at, "not a system call that seccord knows; the word is skipped");
	else
		put_named(unit, calls, id, name.at, invert, answer);
	return 0;
}

/* To systemd, the word is the name of a call that does not exist. */
static void ignore_answer(struct unit *unit, const char *word)
{
	AUTO_TEXT struct text name = { 0 };

	in_text_list(&name, word);
	text_format(unit->source->notes, "SystemCallLog=: systemd ignores '%s', as a logged call has no other answer\n", name.at);
}

/* "NAME" or "@GROUP", with an optional ":ERRNO" or ":kill"; in an allow list systemd ignores a word with an errno.
 * */
static int read_word(struct unit *unit, struct unit_calls *calls, char *word, bool invert, struct err *err)
{
	char *colon = strchr(word, ':');
	struct verdict verdict = { .data = 0 };
	int answer = UNIT_PLAIN;

	if (colon && calls == &unit->log) {
		ignore_answer(unit, word);
		return 0;
	}
	if (colon) {
		*colon++ = '\0';
		bool kill = !strcmp(colon, "kill");
		if (!kill && in_errno(colon, &verdict, err))
			return -1;
		answer = kill ? UNIT_KILLED : verdict.data;
	}
	return answer != UNIT_PLAIN && !invert ? 0 : put_word(unit, calls, word, invert, answer, err);
}

int unit_list(struct unit *unit, bool log, char *rest, struct err *err)
{
	struct unit_calls *calls = log ? &unit->log : &unit->filter;
	bool invert = *rest == '~';
	char *word;

	rest += invert;
	if (!*rest && !invert) {
		*calls = (struct unit_calls){ .begun = false };
		return 0;
	}
	if (!calls->begun) {
		calls->begun = true;
		calls->allows = !invert;
		if (calls->allows && !log && put_group(unit, calls, "@default", false, UNIT_PLAIN, err))
			return -1;
	}
	while ((word = in_word(&rest, " \t")))
		if (read_word(unit, calls, word, invert, err))
			return -1;
	return 0;
}
