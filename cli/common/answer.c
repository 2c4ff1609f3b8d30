/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parses answers and archs on the command line. Error messages list the known
 * words.
 */
#include "cli/common/answer.h"

#include <errno.h>
#include <string.h>

#include "core/base/nearest.h"

static const struct {
	const char *word;
	struct verdict verdict;
} answers[] = {
	{"kill",  {ACTION_KILL, 0}},
	{"errno", {ACTION_ERRNO, EPERM}},
	{"log",   {ACTION_LOG, 0}},
	{"trap",  {ACTION_TRAP, 0}},
};

static int unknown_errno(const char *name, struct err *err)
{
	err_set(err, "--default=errno:%s: unknown error name", name);
	return nearest_hint(err, nearest(name, errno_name_at));
}

static int errno_answer(struct verdict *verdict, const char *name, struct err *err)
{
	int number = errno_by_name(name);

	if (number <= 0)
		return unknown_errno(name, err);
	*verdict = (struct verdict){ACTION_ERRNO, (uint16_t)number};
	return 0;
}

const char *answer_name_at(unsigned i)
{
	return i < COUNT_OF(answers) ? answers[i].word : i == COUNT_OF(answers) ? "errno:NAME" : NULL;
}

bool answer_is_known(const char *words)
{
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (!strcmp(answers[i].word, words))
			return true;
	return !strncmp(words, "errno:", 6);
}

int answer_parse(struct verdict *verdict, const char *words, struct err *err)
{
	if (!strncmp(words, "errno:", 6))
		return errno_answer(verdict, words + 6, err);
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (!strcmp(answers[i].word, words)) {
			*verdict = answers[i].verdict;
			return 0;
		}
	return nearest_refuse(err, "--default", words, answer_name_at);
}

int answer_archs(arch_set *archs, const struct option_words *names, struct err *err)
{
	for (size_t i = 0; i < names->count; i++) {
		int arch = arch_by_name(names->at[i]);
		if (arch < 0)
			return arch_refuse(err, names->at[i]);
		*archs = (arch_set)(*archs | ARCH_BIT(arch));
	}
	return 0;
}
