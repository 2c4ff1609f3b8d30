/* SPDX-License-Identifier: Apache-2.0 */
/* One function with the specs of _arguments for each command, and one that chooses among them. */
#include <string.h>

#include "cli/completion/value.h"

static const char common[] =
"# Sets `left`: the words without those that go on after a colon behind another one, or beside :default, until that is typed.\n"
"_seccord_begun()\n"
"{\n"
"	local one\n"
"	left=()\n"
"	for one; do\n"
"		[[ $one == *:* && $one != *:default && $PREFIX != ${one%%:*}:* ]] && (($@[(Ie)${one%%:*}] || $@[(Ie)${one%%:*}:default])) || left+=($one)\n"
"	done\n"
"}\n"
"\n"
"_seccord_word()\n"
"{\n"
"	local -a left\n"
"	_seccord_begun \"$@\"\n"
"	compadd -- $left\n"
"}\n"
"\n"
"# Completes the last of words that are separated by commas.\n"
"_seccord_list()\n"
"{\n"
"	compset -P '*,'\n"
"	local -a left before=(${(s:,:)${IPREFIX##*=}})\n"
"	_seccord_begun \"$@\"\n"
"	compadd -S '' -q -- ${left:|before}\n"
"}\n"
"\n"
"_seccord_word_or_file()\n"
"{\n"
"	_seccord_word \"$@\"\n"
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

static void add_list(const char *begin, const struct text *words, const char *end, struct text *out)
{
	text_add(out, begin);
	for (const char *byte = words->at + 1; *byte; byte++)
		text_format(out, "%s%c", *byte == ':' ? "\\" : "", *byte);
	text_add(out, end);
}

static void add_words(const char *begin, name_at *at, const char *end, struct text *out)
{
	AUTO_TEXT struct text words = {0};

	value_words(at, " ", &words);
	add_list(begin, &words, end, out);
}

static void add_profiles(struct text *out)
{
	AUTO_TEXT struct text words = {0};

	value_profiles(" ", &words);
	add_list(" _seccord_word_or_file ", &words, "", out);
}

static void add_action(const struct option_value *value, struct text *out)
{
	static const char *const actions[] = {
		[VALUE_FREE] = " ", [VALUE_FILE] = "_files", [VALUE_DIR] = "_files -/", [VALUE_PID] = "_pids",
	};

	if (value->kind == VALUE_POLICY)
		add_profiles(out);
	else if (value->kind != VALUE_WORD)
		text_add(out, actions[value->kind]);
	else if (value->list)
		add_words(" _seccord_list ", value->at, "", out);
	else
		add_words(" _seccord_word ", value->at, "", out);
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
	AUTO_TEXT struct text words = {0};

	value_operand_words(command, " ", &words);
	if (command->program && command->most)
		add_list("\t\t'1:policy: _seccord_word_or_file ", &words, "' '*::program:_normal'\n", out);
	else if (command->program)
		text_add(out, "\t\t'*::program:_normal'\n");
	else if (words.at && value_operands_are_files(command))
		add_list("\t\t'*:word or file: _seccord_word_or_file ", &words, "'\n", out);
	else if (words.at)
		add_list("\t\t'1:word:(", &words, ")'\n", out);
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

void completion_zsh(command_table *command_at, const struct command *ci, struct text *out)
{
	text_add(out, "#compdef seccord seccord-ci\n# Completion of seccord's command line for zsh, made by `seccord completion zsh`.\n\n");
	text_add(out, common);
	for (unsigned i = 0; command_at(i); i++)
		add_command(command_at(i), out);
	add_command(ci, out);
	text_add(out, "_seccord()\n{\n"
	              "\tif [[ $service == *seccord-ci ]]; then\n"
	              "\t\twords=(seccord seccord-ci $words[2,-1])\n\t\t((CURRENT++))\n\tfi\n\tlocal -a _names=(\n");
	for (unsigned i = 0; command_at(i); i++) {
		text_format(out, "\t\t'%s:", command_at(i)->name);
		add_escaped(command_at(i)->what, out);
		text_add(out, "'\n");
	}
	text_add(out, "\t\t'help:print the help of a command'\n\t)\n\tlocal programs='");
	for (unsigned i = 0; command_at(i); i++)
		if (command_at(i)->program)
			text_format(out, " %s", command_at(i)->name);
	text_format(out, " %s'\n\n", ci->name);
	text_add(out, "\tif ((CURRENT == 2)); then\n\t\t_describe command _names\n"
	              "\telif ((CURRENT == 3)) && [[ $words[2] == help ]]; then\n\t\t_describe command _names\n"
	              "\telif ((CURRENT > 2 && $words[(i)--] < CURRENT)) && [[ \" $programs \" == *\" $words[2] \"* ]]; then\n"
	              "\t\t((CURRENT -= $words[(i)--]))\n\t\tshift $words[(i)--] words\n\t\t_normal\n"
	              "\telif ((CURRENT > 2)) && (($+functions[_seccord_$words[2]])); then\n"
	              "\t\tlocal name=$words[2]\n\t\tshift words\n\t\t((CURRENT--))\n\t\t_seccord_$name\n"
	              "\tfi\n}\n\n"
	              "if [[ $funcstack[1] == _seccord ]]; then\n\t_seccord \"$@\"\nelse\n\tcompdef _seccord seccord seccord-ci\nfi\n");
}
