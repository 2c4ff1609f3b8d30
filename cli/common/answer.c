/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parses answers, archs and names of recordings on the command line. Error messages list the known
 * words.
 */
#include "cli/common/answer.h"

#include <ctype.h>
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

/* The name of an error alone was meant for errno:NAME. */
int answer_refuse(const char *words, name_at *known, struct err *err)
{
	const char *error = nearest(words, known) ? NULL : nearest(words, errno_name_at);

	nearest_refuse(err, "--default", words, known);
	return error ? err_add(err, "; did you mean 'errno:%s'?", error) : -1;
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
	return answer_refuse(words, answer_name_at, err);
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

static int parse_version(struct version *version, const char *option, const char *text, const char *examples, struct err *err)
{
	if (version_parse(version, text))
		return 0;
	return err_set(err, "%s=%s: expected a version, such as %s", option, text, examples);
}

int answer_target(struct support_target *target, const char *kernel, const char *library, struct err *err)
{
	*target = (struct support_target){ .has_kernel = kernel, .has_library = library, .kernel_text = kernel, .library_text = library };
	if (kernel && parse_version(&target->kernel, "--min-kernel", kernel, "5.10 or 6.1.0-18-amd64", err))
		return -1;
	return library ? parse_version(&target->library, "--min-libseccomp", library, "2.5.4", err) : 0;
}

/* Labels are names for people and go into comments: one line each. */
static int label_check(const char *label, struct err *err)
{
	if (!*label || strlen(label) > TRACE_LABEL_MOST)
		return err_set(err, "--label=%s: expected 1 to %d bytes", label, TRACE_LABEL_MOST);
	for (const char *at = label; *at; at++)
		if (iscntrl((unsigned char)*at))
			return err_set(err, "--label=%s: contains a control character", label);
	return 0;
}

int answer_labels(struct trace *trace, const struct option_words *labels, struct err *err)
{
	for (size_t i = 0; i < labels->count; i++) {
		if (label_check(labels->at[i], err))
			return -1;
		trace_labels_add(trace, &trace->own, trace_label(trace, labels->at[i]));
	}
	return trace->own.more ? err_set(err, "--label: more than %d labels", TRACE_LABELS) : 0;
}
