/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list of calls, as fseccomp compiles it: it makes several passes over the list, and the first
 * instruction for a number decides. The first pass, for exceptions, already writes NAME:ERRNO. An
 * exception is a negative number to fseccomp, so number 0 cannot be one.
 */
#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "emit/in/firejail.h"
#include "emit/in/readers.h"

/* An item of a list: "NAME", "$NUMBER", "!NAME", "NAME:ERRNO". */
struct item {
	int64_t nr;
	bool except, has_answer;
	struct verdict answer;
};

static bool is_known(const struct firejail *jail, enum syscall_id id, enum arch arch)
{
	return syscall_exists(id, arch) && (unsigned)syscall_nr(id, arch) <= firejail_newest(jail) && !firejail_lacks(jail, id, arch);
}

int firejail_answer(const char *word, struct verdict *verdict)
{
	char upper[32];
	size_t length = strlen(word);
	int number;

	*verdict = (struct verdict){ *word == 'k' ? ACTION_KILL_THREAD : ACTION_LOG, 0 };
	if (!strcmp(word, "kill") || !strcmp(word, "log"))
		return 0;
	for (size_t i = 0; i <= length && i < sizeof(upper); i++)
		upper[i] = (char)toupper((unsigned char)word[i]);
	number = length < sizeof(upper) ? errno_by_name(upper) : -1;
	*verdict = (struct verdict){ ACTION_ERRNO, (uint16_t)number };
	return number < 0 ? -1 : 0;
}

static bool is_keep(const struct firejail *jail, enum arch arch, int64_t nr)
{
	int id = nr <= UINT32_MAX ? syscall_by_nr(arch, (uint32_t)nr) : CALL_UNKNOWN;

	return id != CALL_UNKNOWN && firejail_has_member(jail, "@default-keep", syscall_name((enum syscall_id)id));
}

/* x32 is decided before any list, and fseccomp does not accept INT_MAX as a number. */
static int add(struct firejail *jail, enum arch arch, int64_t nr, struct verdict verdict, struct err *err)
{
	bool taken = arch == ARCH_X86_64 && (uint32_t)nr >= 0x40000000;

	return taken || nr == INT_MAX ? 0 : in_source_add_number(jail->source, (uint32_t)nr, ARCH_BIT(arch), verdict, NULL, 0, err);
}

/* Reported once, as each list has one pass for exceptions. */
static void inexact(struct firejail *jail, enum firejail_pass pass, const char *name, const char *reason)
{
	if (pass == FIREJAIL_EXCEPT_ALLOW || pass == FIREJAIL_EXCEPT_DENY)
		in_source_inexact(jail->source, jail->source->line, name, reason);
}

/* What this release does with a call, which others may do otherwise. */
static const char *of_release(struct firejail *jail, const char *does)
{
	return arena_format(&jail->source->arena, "firejail %s %s", firejail_release_name(jail), does);
}

/* fseccomp converts the numbers it denies to names; one without a name is lost. */
static bool is_lost(struct firejail *jail, enum arch arch, const struct item *item)
{
	int id = item->nr <= UINT32_MAX ? syscall_by_nr(arch, (uint32_t)item->nr) : CALL_UNKNOWN;

	if (id != CALL_UNKNOWN && is_known(jail, (enum syscall_id)id, arch))
		return false;
	if (id != CALL_UNKNOWN)
		in_source_inexact(jail->source, jail->source->line, syscall_name((enum syscall_id)id),
		                  of_release(jail, "has no name for this number and does not deny it; later versions may"));
	return true;
}

static int put(struct firejail *jail, enum arch arch, const struct item *item, enum firejail_pass pass, struct err *err)
{
	const struct verdict allow = { ACTION_ALLOW, 0 };
	int64_t nr = item->except ? -item->nr : item->nr;
	bool firsts = pass == FIREJAIL_DENY_FIRST || pass == FIREJAIL_DENY_LATER;

	if (item->has_answer && !firsts)
		return item->answer.action == ACTION_ERRNO || nr >= 0 ? add(jail, arch, nr, item->answer, err) : 0;
	if (pass == FIREJAIL_EXCEPT_ALLOW || pass == FIREJAIL_EXCEPT_DENY)
		return nr < 0 ? add(jail, arch, -nr, pass == FIREJAIL_EXCEPT_ALLOW ? allow : jail->denied, err) : 0;
	if (nr < 0 || (firsts && is_keep(jail, arch, nr) != (pass == FIREJAIL_DENY_LATER)))
		return 0;
	if (firsts && !item->has_answer && is_lost(jail, arch, item))
		return 0;
	if (pass == FIREJAIL_DENY_LATER)
		in_source_inexact(jail->source, jail->source->line, syscall_name((enum syscall_id)syscall_by_nr(arch, (uint32_t)nr)),
		                  "firejail makes this call itself; it is denied only in programs that load its library, not in static ones");
	return add(jail, arch, nr, pass == FIREJAIL_ALLOW ? allow : jail->denied, err);
}

/* The number of a name that is known, or -1: the word is ignored. */
static int64_t number_of_name(struct firejail *jail, enum arch arch, enum firejail_pass pass, const char *name)
{
	int id = syscall_by_name(name);

	if (id == CALL_UNKNOWN)
		inexact(jail, pass, name, "not a system call that seccord knows; the word is skipped");
	else if (is_known(jail, (enum syscall_id)id, arch))
		return syscall_nr((enum syscall_id)id, arch);
	else if (syscall_exists((enum syscall_id)id, arch))
		inexact(jail, pass, name, of_release(jail, "ignores this name; later versions may know it"));
	return -1;
}

/* "$165", "$0xa5" */
static int number_of_digits(const char *word, int64_t *nr, struct err *err)
{
	char *end;
	unsigned long number = strtoul(word, &end, 0);

	if (*word < '0' || *word > '9' || *end || number > INT_MAX)
		return err_set(err, "not a system call number: expected $NUMBER");
	*nr = (int64_t)number;
	return 0;
}

/* "!@group", "NAME:NOSUCH", "NAME:log": firejail says nothing about them. */
static void ignore(struct firejail *jail, struct item *item, const char *name, const char *answer)
{
	AUTO_TEXT struct text word = { 0 };

	item->nr = -1;
	text_format(&word, "%s%s%s%s", item->except ? "!" : "", name, answer ? ":" : "", answer ? answer : "");
	in_text_list_once(&jail->ignored, word.at);
}

static int read_item(struct firejail *jail, enum arch arch, enum firejail_pass pass, char *word, struct item *item, struct err *err)
{
	char *colon = strchr(word, ':');

	*item = (struct item){ .except = *word == '!', .has_answer = colon != NULL };
	word += item->except;
	if (colon)
		*colon++ = '\0';
	if (!*word)
		return err_set(err, "expected a system call name");
	if (*word == '$' && number_of_digits(word + 1, &item->nr, err))
		return -1;
	bool is_name = !strspn(word, "@:-!$"), has_answer = colon && !firejail_answer(colon, &item->answer) && item->answer.action != ACTION_LOG;
	if (is_name)
		item->nr = number_of_name(jail, arch, pass, word);
	if ((!is_name && *word != '$') || (colon && !has_answer))
		ignore(jail, item, word, colon);
	return 0;
}

static int put_words(struct firejail *jail, const char *words, const char *between, enum arch arch, enum firejail_pass pass,
                     struct err *err);

struct group_of { struct firejail *jail; enum arch arch; enum firejail_pass pass; struct err *err; };

static int put_row(void *context, const char *members)
{
	const struct group_of *of = context;

	return put_words(of->jail, members, " ", of->arch, of->pass, of->err);
}

int firejail_group(struct firejail *jail, const char *group, enum arch arch, enum firejail_pass pass, struct err *err)
{
	struct group_of of = { jail, arch, pass, err };
	bool known;
	int result = firejail_rows(jail, group, put_row, &of, &known);

	if (!known && strchr(group, ':'))
		return err_set(err, "firejail accepts no answer behind a group: '%.40s'; write it behind each call", group);
	return known ? result : err_set(err, "firejail %s has no group '%.40s'", firejail_release_name(jail), group);
}

static int put_word(struct firejail *jail, char *word, enum arch arch, enum firejail_pass pass, struct err *err)
{
	struct item item;

	if (*word == '@')
		return firejail_group(jail, word, arch, pass, err);
	if (read_item(jail, arch, pass, word, &item, err))
		return -1;
	return item.nr < 0 ? 0 : put(jail, arch, &item, pass, err);
}

static int put_words(struct firejail *jail, const char *words, const char *between, enum arch arch, enum firejail_pass pass,
                     struct err *err)
{
	AUTO_TEXT struct text copy = { 0 };
	char *rest, *word;

	text_add(&copy, words);
	for (rest = copy.at; (word = in_word(&rest, between));)
		if (put_word(jail, word, arch, pass, err))
			return -1;
	return 0;
}

int firejail_calls(struct firejail *jail, enum firejail_list list, enum arch arch, enum firejail_pass pass, struct err *err)
{
	return put_words(jail, jail->list[list], ",", arch, pass, err);
}
