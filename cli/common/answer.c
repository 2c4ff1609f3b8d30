/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parses answers and archs on the command line. Error messages list the known
 * words.
 */
#include "cli/common/answer.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *word;
	struct verdict verdict;
} answers[] = {
	{"kill",  {ACTION_KILL, 0}},
	{"errno", {ACTION_ERRNO, EPERM}},
	{"log",   {ACTION_LOG, 0}},
	{"trap",  {ACTION_TRAP, 0}},
};

static int errno_answer(struct verdict *verdict, const char *name, struct err *err)
{
	int number = errno_by_name(name);

	if (number <= 0)
		return err_set(err, "--default=errno:%s: unknown error name", name);
	*verdict = (struct verdict){ACTION_ERRNO, (uint16_t)number};
	return 0;
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
	return err_set(err, "--default=%s: not one of kill, errno, errno:NAME, log, trap", words);
}

static int no_such_arch(const char *name, struct err *err)
{
	AUTO_TEXT struct text known = {0};

	arch_list(ARCH_ALL, ", ", &known);
	return err_set(err, "--arch=%s: not one of %s", name, known.at);
}

int answer_archs(arch_set *archs, const struct words *names, struct err *err)
{
	for (size_t i = 0; i < names->count; i++) {
		int arch = arch_by_name(names->at[i]);
		if (arch < 0)
			return no_such_arch(names->at[i], err);
		*archs = (arch_set)(*archs | ARCH_BIT(arch));
	}
	return 0;
}
