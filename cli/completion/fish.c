/* SPDX-License-Identifier: Apache-2.0 */
/* A line for each command and option. */
#include <string.h>

#include "cli/completion/value.h"

static const char common[] =
"# What goes on after a colon behind another word, or beside :default, is not offered until that is typed.\n"
"function __seccord_words\n"
"	set -l last (commandline -ct | string replace -r '^--[a-z-]+=' '' | string replace -r '^.*,' '')\n"
"	for word in $argv\n"
"		set -l before (string replace -r ':.*' '' -- $word)\n"
"		if test $word = $before; or test $word = $before:default; or string match -q -- \"$before:*\" \"$last\"\n"
"			echo $word\n"
"		else if not contains -- $before $argv; and not contains -- $before:default $argv\n"
"			echo $word\n"
"		end\n"
"	end\n"
"end\n"
"\n"
"# Completes the last of words that are separated by commas.\n"
"function __seccord_list\n"
"	set -l begun (commandline -ct | string replace -r '^--[a-z-]+=' '' | string match -r '^.*,')\n"
"	for word in (__seccord_words $argv)\n"
"		contains -- $word (string split , -- \"$begun\"); or echo \"$begun\"$word\n"
"	end\n"
"end\n"
"\n"
"function __seccord_has_no_command\n"
"	test (count (commandline -opc)) -eq 1\n"
"end\n"
"\n"
"# Whether the command is $argv, and its program has not begun.\n"
"function __seccord_is\n"
"	set -l before (commandline -opc)\n"
"	test (count $before) -gt 1; and contains -- $before[2] $argv; and not contains -- -- $before\n"
"end\n"
"\n"
"function __seccord_has_program\n"
"	contains -- -- (commandline -opc)\n"
"end\n"
"\n"
"function __seccord_program\n"
"	set -l before (commandline -opc)\n"
"	set -l first (math (contains -i -- -- $before) + 1)\n"
"	set -l line ''\n"
"	if test $first -le (count $before)\n"
"		set line (string join ' ' -- (string escape -- $before[$first..-1]))' '\n"
"	end\n"
"	complete -C $line(commandline -ct)\n"
"end\n"
"\n"
"complete -c seccord -n __seccord_has_no_command -f -l help -d 'list the commands'\n"
"complete -c seccord -n __seccord_has_no_command -f -l version -d 'print the version'\n"
"complete -c seccord -n __seccord_has_no_command -f -a help -d 'print the help of a command'\n"
"complete -c seccord -n __seccord_has_program -x -a '(__seccord_program)'\n";

static void add_quoted(const char *words, struct text *out)
{
	text_add(out, "'");
	for (; *words; words++)
		text_format(out, "%s%c", strchr("'\\", *words) ? "\\" : "", *words);
	text_add(out, "'");
}

static void add_words(name_at *at, bool list, struct text *out)
{
	text_add(out, list ? " -x -a '(__seccord_list" : " -x -a '(__seccord_words");
	value_words(at, " ", out);
	text_add(out, ")'");
}

static void add_profiles(struct text *out)
{
	text_add(out, " -r -F -a '(__seccord_words");
	value_profiles(" ", out);
	text_add(out, ")'");
}

static void add_value(const struct command *command, const struct option_row *row, struct text *out)
{
	static const char *const kinds[] = {
		[VALUE_FREE] = " -x", [VALUE_FILE] = " -r -F", [VALUE_DIR] = " -x -a '(__fish_complete_directories)'",
		[VALUE_PID] = " -x -a '(__fish_complete_pids)'",
	};
	struct option_value value = value_of(command, row);

	if (value.kind == VALUE_POLICY)
		add_profiles(out);
	else if (value.kind == VALUE_WORD)
		add_words(value.at, value.list, out);
	else
		text_add(out, kinds[value.kind]);
}

/* seccord-ci is a program, the others are commands of one. */
static void add_when(const struct command *command, struct text *out)
{
	if (!strcmp(command->name, "seccord-ci"))
		text_add(out, "complete -c seccord-ci -n 'not __seccord_has_program'");
	else
		text_format(out, "complete -c seccord -n '__seccord_is %s'", command->name);
}

static void add_option(const struct command *command, const struct option_row *row, struct text *out)
{
	add_when(command, out);
	if (row->letter)
		text_format(out, " -s %c", row->letter);
	text_format(out, " -l %s", row->name);
	if (row->value)
		add_value(command, row, out);
	text_add(out, " -d ");
	add_quoted(row->help, out);
	text_add(out, "\n");
}

static void add_operands(const struct command *command, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	value_operand_words(command, " ", &words);
	if (!value_operands_are_files(command)) {
		add_when(command, out);
		text_add(out, " -f\n");
	}
	if (!words.at)
		return;
	add_when(command, out);
	text_format(out, " -a '(__seccord_words%s)'\n", words.at);
}

static void add_command(const struct command *command, struct text *out)
{
	const struct option_row *row;

	text_format(out, "\ncomplete -c seccord -n __seccord_has_no_command -f -a %s -d ", command->name);
	add_quoted(command->what, out);
	text_format(out, "\ncomplete -c seccord -n '__seccord_is help' -f -a %s\n", command->name);
	for (unsigned i = 0; (row = value_option_at(command, i)); i++)
		add_option(command, row, out);
	add_operands(command, out);
}

static void add_ci(const struct command *ci, struct text *out)
{
	const struct option_row *row;

	text_add(out, "\ncomplete -c seccord-ci -n __seccord_has_program -x -a '(__seccord_program)'\n");
	for (unsigned i = 0; (row = value_option_at(ci, i)); i++)
		add_option(ci, row, out);
}

void completion_fish(command_table *command_at, const struct command *ci, struct text *out)
{
	text_add(out, "# Completion of seccord's command line for fish, made by `seccord completion fish`.\n\n");
	text_add(out, common);
	for (unsigned i = 0; command_at(i); i++)
		add_command(command_at(i), out);
	add_ci(ci, out);
}
