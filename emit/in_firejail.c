/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seccomp lines of a firejail profile, for x86_64: a list of what is kept,
 * or of what is dropped. firejail's own lists and groups are in firejail, and
 * not here: a profile that builds on them is refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "emit/in_readers.h"

struct jail {
	struct in_source *source;
	struct verdict denied;
	bool keeps, drops, secondary;
};

static int add_call(struct jail *jail, char *word, struct err *err)
{
	struct verdict verdict = jail->keeps ? (struct verdict){ ACTION_ALLOW, 0 } : jail->denied;
	char *errno_word = strchr(word, ':'), *end;

	if (*word == '@' || *word == '!')
		return err_set(err, "'%.40s' is a list of firejail's own: give the names that it stands for", word);
	if (errno_word) {
		*errno_word++ = '\0';
		if (in_errno(errno_word, &verdict, err))
			return -1;
	}
	if (*word != '$')
		return in_source_add(jail->source, word, jail->source->archs, verdict, NULL, 0, err);
	unsigned long number = strtoul(word + 1, &end, 10);
	if (word[1] < '0' || word[1] > '9' || *end || number > INT32_MAX)
		return err_set(err, "not the number of a call: $NUMBER is expected");
	return in_source_add_number(jail->source, (uint32_t)number, jail->source->archs, verdict, NULL, 0, err);
}

static int add_calls(struct jail *jail, char *rest, struct err *err)
{
	char *word;

	while ((word = in_word(&rest, ", \t")))
		if (add_call(jail, word, err))
			return -1;
	return 0;
}

static int error_action(struct jail *jail, char *rest, struct err *err)
{
	char *word = in_word(&rest, " \t");

	if (!word)
		return err_set(err, "an action is expected: kill, log or an errno");
	if (strcmp(word, "kill") && strcmp(word, "log"))
		return in_errno(word, &jail->denied, err);
	jail->denied = (struct verdict){ *word == 'k' ? ACTION_KILL : ACTION_LOG, 0 };
	return 0;
}

/* Lines of the first look say what is answered, whatever stands before or behind them. */
static int first_look(struct jail *jail, const char *key, char *rest, struct err *err)
{
	jail->keeps |= !strcmp(key, "seccomp.keep");
	jail->drops |= !strcmp(key, "seccomp.drop");
	jail->secondary |= !strcmp(key, "seccomp.block-secondary");
	if (!strcmp(key, "seccomp-error-action"))
		return error_action(jail, rest, err);
	if (!strcmp(key, "seccomp"))
		return err_set(err, "\"seccomp\" adds to a list of firejail's own: seccomp.keep or seccomp.drop is expected");
	if (!strncmp(key, "seccomp.32", 10))
		text_add(jail->source->told, "lists for the 32-bit arch (seccomp.32) are not read\n");
	return 0;
}

static int second_look(struct jail *jail, const char *key, char *rest, struct err *err)
{
	bool lists = !strcmp(key, "seccomp.keep") || !strcmp(key, "seccomp.drop");

	return lists ? add_calls(jail, rest, err) : 0;
}

static int look(struct jail *jail, const struct in_bytes *bytes,
                int (*with)(struct jail *jail, const char *key, char *rest, struct err *err), struct err *err)
{
	AUTO_LINES struct in_lines lines = { .bytes = *bytes };

	while (in_lines_next(&lines, "#")) {
		char *rest = lines.line.at, *key = in_word(&rest, " \t");
		if (key && with(jail, key, rest, err))
			return in_lines_err(&lines, err);
	}
	return 0;
}

int in_firejail(struct in_source *source, const struct in_bytes *bytes, struct err *err)
{
	struct jail jail = { .source = source, .denied = { ACTION_ERRNO, EPERM } };

	source->archs = ARCH_BIT(ARCH_X86_64);
	source->foreign = (struct verdict){ ACTION_KILL, 0 };
	if (look(&jail, bytes, first_look, err))
		return -1;
	if (jail.keeps == jail.drops)
		return err_set(err, "%s: one of seccomp.keep and seccomp.drop is expected", bytes->name);
	source->otherwise = jail.keeps ? jail.denied : (struct verdict){ ACTION_ALLOW, 0 };
	source->newer = source->otherwise;
	if (!jail.secondary)
		text_add(source->told, "firejail lets all calls of i386 through without seccomp.block-secondary: here they are killed\n");
	if (jail.keeps)
		text_add(source->told, "what firejail allows for itself, prctl, execve and execveat, is allowed only where it is listed\n");
	return look(&jail, bytes, second_look, err);
}
