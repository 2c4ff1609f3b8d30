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

static const char *setting_of(const struct unit *unit, const struct unit_calls *calls)
{
	return calls == &unit->log ? "SystemCallLog" : "SystemCallFilter";
}

static void put_group(struct unit *unit, struct unit_calls *calls, const char *group, bool invert, int answer)
{
	struct systemd_calls members = { 0 };

	if (!strcmp(group, "@known"))
		put_known(unit, calls, invert, answer);
	else if (!unit_group(unit, group, &members))
		unit_ignores_group(unit, setting_of(unit, calls), group);
	else
		for (int id = 0; id < CALL_COUNT; id++)
			if (members.has[id])
				put(calls, id, invert, answer);
}

static void put_word(struct unit *unit, struct unit_calls *calls, const char *word, bool invert, int answer)
{
	int id = *word == '@' ? CALL_UNKNOWN : syscall_by_name(word);

	if (*word == '@')
		put_group(unit, calls, word, invert, answer);
	else if (id != CALL_UNKNOWN)
		put_named(unit, calls, id, invert, answer);
	else
		unit_ignores_call(unit, setting_of(unit, calls), word);
}

static void ignore_answer(struct unit *unit, const char *setting, const char *word, const char *why)
{
	unit_ignores(unit, &(struct unit_ignored){ .setting = setting, .word = word, .what = why });
}

/* The answer behind a colon. */
static bool read_answer(struct unit *unit, const char *word, const char *colon, bool invert, int *answer)
{
	*answer = !strcmp(colon, "kill") ? UNIT_KILLED : unit_errno(colon);
	if (*answer == -1)
		unit_ignores(unit, &(struct unit_ignored){ "SystemCallFilter", word, "as it has no such errno", .names = errno_name_at, .meant = colon });
	else if (*word == ':')
		ignore_answer(unit, "SystemCallFilter", word, "as there is no system call before the colon");
	else if (!invert)
		ignore_answer(unit, "SystemCallFilter", word, "as a line that allows cannot have errnos: write a line that begins with ~");
	else
		return true;
	return false;
}

/* "NAME" or "@GROUP", with an optional ":ERRNO" or ":kill". */
static void read_word(struct unit *unit, struct unit_calls *calls, char *word, bool invert)
{
	char *colon = strchr(word, ':');
	int answer = UNIT_PLAIN;

	if (strchr(word, '\\')) {
		in_source_inexact(unit->source, unit->source->line, NULL, "a backslash in a word, which systemd removes; the word is skipped");
		return;
	}
	if (colon && calls == &unit->log) {
		ignore_answer(unit, "SystemCallLog", word, "as a logged call has no other answer");
		return;
	}
	if (colon && !read_answer(unit, word, colon + 1, invert, &answer))
		return;
	if (colon)
		*colon = '\0';
	put_word(unit, calls, word, invert, answer);
}

void unit_list(struct unit *unit, bool log, char *rest)
{
	struct unit_calls *calls = log ? &unit->log : &unit->filter;
	bool invert = *rest == '~';
	char *word;

	rest += invert;
	if (!*rest && !invert) {
		*calls = (struct unit_calls){ .begun = false };
		return;
	}
	if (!calls->begun) {
		calls->begun = true;
		calls->allows = !invert;
		if (calls->allows && !log)
			put_group(unit, calls, "@default", false, UNIT_PLAIN);
	}
	while ((word = in_word(&rest, " \t")))
		read_word(unit, calls, word, invert);
}
