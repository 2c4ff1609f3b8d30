/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lists of a unit: SystemCallFilter= and SystemCallLog=. The first word of the first decides between allow list and deny
 * list; later lines add to it or, of the other kind, remove from it; an empty line resets it.
 */
#include <string.h>

#include "emit/in/readers.h"
#include "emit/in/systemd.h"

/* In an allow list, ~NAME:ERRNO stays listed with that errno. */
static void put(struct unit_calls *calls, int id, bool invert, int answer)
{
	calls->listed[id] = invert != calls->allows || (calls->allows && answer != UNIT_PLAIN);
	calls->answer[id] = answer;
}

static void doubt_later(struct unit *unit, const struct unit_calls *calls, enum syscall_id id)
{
	AUTO_TEXT struct text reason = { 0 };

	text_format(&reason, "systemd ignores it with libseccomp %s or older", unit->release->libseccomp);
	in_source_inexact(unit->source, calls->doubted[id], syscall_name(id), reason.at);
}

static bool any_has(enum syscall_id id, arch_set archs)
{
	arch_each(arch, archs)
		if (syscall_exists(id, arch))
			return true;
	return false;
}

void unit_lists_doubt(struct unit *unit, arch_set archs)
{
	const struct unit_calls *const lists[] = { &unit->filter, &unit->log };

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		for (int id = 0; id < CALL_COUNT; id++)
			if (lists[i]->doubted[id] && any_has((enum syscall_id)id, archs))
				doubt_later(unit, lists[i], (enum syscall_id)id);
}

/* Whether the word takes a call out of an allow list that does not have it: nothing changes, with any libseccomp. */
static bool is_void(const struct unit_calls *calls, int id, bool invert, int answer)
{
	return calls->allows && invert && answer == UNIT_PLAIN && !calls->listed[id];
}

/* Of a name that libseccomp may lack, the stricter reading. */
static void put_named(struct unit *unit, struct unit_calls *calls, int id, bool invert, int answer)
{
	bool later = !systemd_names(unit->release, (enum syscall_id)id);

	if (later && !is_void(calls, id, invert, answer))
		calls->doubted[id] = unit->source->line;
	if (invert || !later)
		put(calls, id, invert, answer);
}

static void put_known(struct unit *unit, struct unit_calls *calls, bool invert, int answer)
{
	for (int id = 0; id < CALL_COUNT; id++)
		if (systemd_knows(unit->release, (enum syscall_id)id))
			put_named(unit, calls, id, invert, answer);
}

static int put_group(struct unit *unit, struct unit_calls *calls, const char *group, bool invert, int answer, struct err *err)
{
	struct systemd_calls members = { 0 };

	if (!strcmp(group, "@known")) {
		put_known(unit, calls, invert, answer);
		return 0;
	}
	if (unit_group(unit, group, &members, err))
		return -1;
	for (int id = 0; id < CALL_COUNT; id++)
		if (members.has[id])
			put(calls, id, invert, answer);
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
		put_named(unit, calls, id, invert, answer);
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
