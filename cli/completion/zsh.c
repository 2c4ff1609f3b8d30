/* SPDX-License-Identifier: Apache-2.0 */
/* One function with the specs of _arguments for each command, and one that chooses among them. */
#include <string.h>

#include "cli/completion/value.h"

static const char common[] =
"# Completes the last of words that are separated by commas.\n"
"_seccord_list()\n"
"{\n"
"	compset -P '*,'\n"
"	compadd -S '' -q -- \"$@\"\n"
"}\n"
"\n"
"_seccord_call_or_file()\n"
"{\n"
"	compadd -- \"$@\"\n"
"	_files\n"
"}\n"
"\n";

/* What ends a part of a spec, or quotes, is escaped. */
static void add_escaped(const char *words, struct text *out)
{
	for (; *words; words++) {
		if (strchr("[]:\\", *words))
			text_add(out, "\\");
		text_format(out, *words == '\'' ? "'\\''" : "%c", *words);
	}
}

static void add_words(const char *begin, name_at *at, const char *end, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	value_words(at, " ", &words);
	text_add(out, begin);
	for (const char *byte = words.at + 1; *byte; byte++)
		text_format(out, "%s%c", *byte == ':' ? "\\" : "", *byte);
	text_add(out, end);
}

static void add_action(const struct option_value *value, struct text *out)
{
	static const char *const actions[] = {
		[VALUE_FREE] = " ", [VALUE_FILE] = "_files", [VALUE_DIR] = "_files -/", [VALUE_PID] = "_pids",
	};

	if (value->kind != VALUE_WORD)
		text_add(out, actions[value->kind]);
	else if (value->list)
		add_words(" _seccord_list ", value->at, "", out);
	else
		add_words("(", value->at, ")", out);
}

static void add_option(const struct command *command, const struct option_row *row, struct text *out)
{
	bool again = row->kind == OPTION_WORDS || row->kind == OPTION_LIST;

	text_add(out, "\t\t");
	if (again)
		text_add(out, "'*'");
	else if (row->letter)
		text_format(out, "'(-%c --%s)'", row->letter, row->name);
	if (row->letter)
		text_format(out, "{-%c%s,--%s%s}", row->letter, row->value ? "+" : "", row->name, row->value ? "=" : "");
	else
		text_format(out, "--%s%s", row->name, row->value ? "=" : "");
	text_add(out, "'[");
	add_escaped(row->help, out);
	text_add(out, "]");
	if (row->value) {
		struct option_value value = value_of(command, row);
		text_add(out, ":");
		add_escaped(row->value, out);
		text_add(out, ":");
		add_action(&value, out);
	}
	text_add(out, "' \\\n");
}

static void add_operands(const struct command *command, struct text *out)
{
	name_at *at = value_of_operands(command);

	if (command->program && command->most)
		text_add(out, "\t\t'1:policy:_files' '*::program:_normal'\n");
	else if (command->program)
		text_add(out, "\t\t'*::program:_normal'\n");
	else if (at && value_operands_are_files(command))
		add_words("\t\t'*:call or file: _seccord_call_or_file ", at, "'\n", out);
	else if (at)
		add_words("\t\t'1:word:(", at, ")'\n", out);
	else
		text_add(out, value_operands_are_files(command) ? "\t\t'*:file:_files'\n" : "\t\t'*: : '\n");
}

static void add_command(const struct command *command, struct text *out)
{
	const struct option_row *row;

	text_format(out, "_seccord_%s()\n{\n\t_arguments -s -S \\\n", command->name);
	for (unsigned i = 0; (row = value_option_at(command, i)); i++)
		add_option(command, row, out);
	add_operands(command, out);
	text_add(out, "}\n\n");
}

void completion_zsh(command_table *command_at, struct text *out)
{
	text_add(out, "#compdef seccord\n# Completion of seccord's command line for zsh, made by `seccord completion zsh`.\n\n");
	text_add(out, common);
	for (unsigned i = 0; command_at(i); i++)
		add_command(command_at(i), out);
	text_add(out, "_seccord()\n{\n\tlocal -a _names=(\n");
	for (unsigned i = 0; command_at(i); i++) {
		text_format(out, "\t\t'%s:", command_at(i)->name);
		add_escaped(command_at(i)->what, out);
		text_add(out, "'\n");
	}
	text_add(out, "\t\t'help:print the help of a command'\n\t)\n\tlocal programs='");
	for (unsigned i = 0; command_at(i); i++)
		if (command_at(i)->program)
			text_format(out, " %s", command_at(i)->name);
	text_add(out, "'\n\n"
	              "\tif ((CURRENT == 2)); then\n\t\t_describe command _names\n"
	              "\telif ((CURRENT == 3)) && [[ $words[2] == help ]]; then\n\t\t_describe command _names\n"
	              "\telif ((CURRENT > 2 && $words[(i)--] < CURRENT)) && [[ \" $programs \" == *\" $words[2] \"* ]]; then\n"
	              "\t\t((CURRENT -= $words[(i)--]))\n\t\tshift $words[(i)--] words\n\t\t_normal\n"
	              "\telif ((CURRENT > 2)) && (($+functions[_seccord_$words[2]])); then\n"
	              "\t\tlocal name=$words[2]\n\t\tshift words\n\t\t((CURRENT--))\n\t\t_seccord_$name\n"
	              "\tfi\n}\n\n"
	              "if [[ $funcstack[1] == _seccord ]]; then\n\t_seccord \"$@\"\nelse\n\tcompdef _seccord seccord\nfi\n");
}
