/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two functions with a case for each command and option, and one that is the
 * same for all (bash.def).
 */
#include <string.h>

#include "cli/completion/value.h"

static const char common[] =
#include "cli/completion/bash.def"
;

static void options_case(const struct command *command, struct text *out)
{
	AUTO_TEXT struct text options = {0};
	AUTO_TEXT struct text values = {0};
	const struct option_row *row;

	for (unsigned i = 0; (row = value_option_at(command, i)); i++) {
		struct text *to = row->value ? &values : NULL;
		text_format(&options, " --%s%s", row->name, row->value ? "=" : "");
		if (row->letter)
			text_format(&options, " -%c", row->letter);
		if (to)
			text_format(to, " --%s", row->name);
		if (to && row->letter)
			text_format(to, " -%c", row->letter);
	}
	text_format(out, "\t%s) options='%s' values='%s' ;;\n", command->name, options.at + 1, values.at ? values.at + 1 : "");
}

static void kind_case(const struct command *command, const struct option_row *row, struct text *out)
{
	static const char *const names[] = {
		[VALUE_WORD] = "words", [VALUE_FILE] = "files", [VALUE_POLICY] = "both", [VALUE_DIR] = "dirs", [VALUE_PID] = "pids",
	};
	struct option_value value = value_of(command, row);

	if (value.kind == VALUE_FREE)
		return;
	text_format(out, "\t%s:--%s", command->name, row->name);
	if (row->letter)
		text_format(out, " | %s:-%c", command->name, row->letter);
	text_format(out, ") kind=%s several='%s'", names[value.kind], value.list ? "1" : "");
	if (value.kind == VALUE_WORD || value.kind == VALUE_POLICY) {
		text_add(out, " words='");
		if (value.at)
			value_words(value.at, " ", out);
		else
			value_profiles(" ", out);
		text_add(out, "'");
	}
	text_add(out, " ;;\n");
}

static void operands_case(const struct command *command, struct text *out)
{
	AUTO_TEXT struct text words = {0};
	bool files = value_operands_are_files(command);

	value_operand_words(command, " ", &words);
	if (!words.at && !files)
		return;
	text_format(out, "\t%s:) kind=%s several=''", command->name, !words.at ? "files" : files ? "both" : "words");
	if (words.at)
		text_format(out, " words='%s'", words.at);
	text_add(out, " ;;\n");
}

static void words_cases(const struct command *command, struct text *out)
{
	const struct option_row *row;

	for (unsigned i = 0; (row = value_option_at(command, i)); i++)
		if (row->value)
			kind_case(command, row, out);
	operands_case(command, out);
}

void completion_bash(command_table *command_at, const struct command *ci, struct text *out)
{
	text_add(out, "# Completion of seccord's command line for bash, made by `seccord completion bash`.\n"
	              "# shellcheck shell=bash disable=SC2034,SC2207\n\n_seccord_commands='");
	for (unsigned i = 0; command_at(i); i++)
		text_format(out, "%s%s", i ? " " : "", command_at(i)->name);
	text_add(out, "'\n\n# Sets `options` of a command, and `values`: those that take one.\n_seccord_options()\n{\n\toptions='' values=''\n\tcase $1 in\n");
	for (unsigned i = 0; command_at(i); i++)
		options_case(command_at(i), out);
	options_case(ci, out);
	text_add(out, "\tesac\n}\n\n# Sets what option $2 of command $1 takes.\n_seccord_words()\n{\n\tkind='' words='' several=''\n\tcase $1:$2 in\n");
	for (unsigned i = 0; command_at(i); i++)
		words_cases(command_at(i), out);
	words_cases(ci, out);
	text_add(out, "\tesac\n}\n\n");
	text_add(out, common);
}
