/* SPDX-License-Identifier: Apache-2.0 */
/* What a value is follows from the words that its option takes, or else from its name in the help. */
#include "cli/completion/value.h"

#include <string.h>

#include "cli/common/input.h"
#include "core/verdict/verdict.h"

static const struct {
	const char *name;
	enum value_kind kind;
} kinds[] = {
	{"FILE", VALUE_FILE}, {"TRACE", VALUE_FILE}, {"BASELINE", VALUE_POLICY}, {"OLD", VALUE_POLICY}, {"DIR", VALUE_DIR}, {"PID", VALUE_PID},
};

static name_at *choice_of(const struct option_choice *choice, const char *name)
{
	for (; choice && choice->name; choice++)
		if (!strcmp(choice->name, name))
			return choice->at;
	return NULL;
}

static enum value_kind kind_by_name(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		if (!strcmp(kinds[i].name, name))
			return kinds[i].kind;
	return VALUE_FREE;
}

struct option_value value_of(const struct command *command, const struct option_row *row)
{
	name_at *own = choice_of(command->choices, row->name), *at = own ? own : choice_of(input_choices, row->name);
	struct option_value value = {.kind = at ? VALUE_WORD : kind_by_name(row->value), .at = at};

	value.list = row->kind == OPTION_LIST || value.kind == VALUE_PID || !strcmp(row->value, "LIST");
	return value;
}

void value_profiles(const char *before, struct text *out)
{
	for (unsigned i = 0; input_profile_at(i); i++)
		text_format(out, "%s%s", before, input_profile_at(i));
}

void value_operand_words(const struct command *command, const char *before, struct text *out)
{
	name_at *at = choice_of(command->choices, "");

	if (at)
		value_words(at, before, out);
	if (strstr(command->synopsis, "POLICY") || strstr(command->synopsis, "NEW"))
		value_profiles(before, out);
}

bool value_operands_are_files(const struct command *command)
{
	return strstr(command->synopsis, "POLICY") || strstr(command->synopsis, "TRACE") || strstr(command->synopsis, "LOG") ||
	       strstr(command->synopsis, "NEW");
}

static size_t row_count(const struct option_row *rows)
{
	size_t count = 0;

	while (rows && rows[count].name)
		count++;
	return count;
}

const struct option_row *value_option_at(const struct command *command, unsigned i)
{
	static const struct option_row help = {'h', "help", OPTION_SWITCH, 0, NULL, "print the help of this command"};
	size_t own = row_count(command->options), shared = row_count(command->shared);

	if (i < own)
		return &command->options[i];
	if (i < own + shared)
		return &command->shared[i - own];
	return i == own + shared ? &help : NULL;
}

static bool was_before(name_at *at, unsigned i)
{
	for (unsigned j = 0; j < i; j++)
		if (!strcmp(at(j), at(i)))
			return true;
	return false;
}

static void errno_words(const char *before, struct text *out)
{
	for (unsigned i = 0; errno_name_at(i); i++)
		if (!was_before(errno_name_at, i))
			text_format(out, "%serrno:%s", before, errno_name_at(i));
}

void value_words(name_at *at, const char *before, struct text *out)
{
	for (unsigned i = 0; at(i); i++)
		if (!strcmp(at(i), "errno:NAME"))
			errno_words(before, out);
		else if (!was_before(at, i))
			text_format(out, "%s%s", before, at(i));
}
