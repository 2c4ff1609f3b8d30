/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parses command lines: --name=value, --name value, -x value, -xvalue; "--" ends
 * the options. The name of a program to run ends them too, so that its options
 * are not taken for ours.
 */
#include "cli/common/option.h"

#include <string.h>

#include "core/base/nearest.h"

struct parse {
	const struct command *command;
	char **next;                          /* the next word */
	char *into;
	struct operands *operands;
	struct err *err;
};

struct found {
	const struct option_row *row;         /* NULL: not found */
	size_t at;                            /* offset of its value in the command's struct */
};

static struct found find_in(const struct option_row *rows, size_t base, const char *name, size_t length, char letter)
{
	for (const struct option_row *row = rows; row && row->name; row++)
		if (name ? strlen(row->name) == length && !memcmp(row->name, name, length) : row->letter && row->letter == letter)
			return (struct found){row, base + row->at};
	return (struct found){NULL, 0};
}

/* Searches by name or, if that is NULL, by letter. */
static struct found find(const struct command *command, const char *name, size_t length, char letter)
{
	struct found own = find_in(command->options, 0, name, length, letter);

	return own.row ? own : find_in(command->shared, command->shared_at, name, length, letter);
}

static void words_add(struct parse *parse, struct option_words *words, const char *word)
{
	bool full = !(words->count & (words->count + 1));    /* there is room for a power of two, with the NULL */

	if (full) {
		const char **at = arena_alloc(&parse->operands->arena, 2 * (words->count + 1) * sizeof(*at));
		if (words->count)
			memcpy(at, words->at, words->count * sizeof(*at));
		words->at = at;
	}
	words->at[words->count++] = word;
}

static void list_add(struct parse *parse, struct option_words *words, const char *list)
{
	char *rest = arena_alloc(&parse->operands->arena, strlen(list) + 1), *word;

	strcpy(rest, list);
	while ((word = strsep(&rest, ",")))
		words_add(parse, words, word);
}

static void value_set(struct parse *parse, struct found found, const char *value)
{
	void *to = parse->into + found.at;

	if (found.row->kind == OPTION_WORD)
		*(const char **)to = value;
	else if (found.row->kind == OPTION_LIST)
		list_add(parse, to, value);
	else
		words_add(parse, to, value);
}

static void offer(struct closest *near, const struct option_row *rows)
{
	for (; rows && rows->name; rows++)
		nearest_offer(near, rows->name);
}

/* "--NAME" for a misspelt "--NAME=VALUE", or for "-NAME"; nothing if no option is close. */
static void nearest_option(const struct command *command, const char *word, struct text *out)
{
	AUTO_TEXT struct text name = {0};
	struct closest near;

	word += strspn(word, "-");
	text_add_bytes(&name, word, strcspn(word, "="));
	nearest_begin(&near, name.at);
	offer(&near, command->options);
	offer(&near, command->shared);
	nearest_offer(&near, "help");
	if (nearest_found(&near))
		text_format(out, "--%s", nearest_found(&near));
}

static int no_such_option(struct parse *parse, const char *word)
{
	AUTO_TEXT struct text near = {0};

	nearest_option(parse->command, word, &near);
	if (!near.at)
		return err_set(parse->err, "unknown option '%s'; see seccord %s --help", word, parse->command->name);
	err_set(parse->err, "unknown option '%s'", word);
	return nearest_hint(parse->err, near.at);
}

/* Of a list that is not empty. */
static bool has_empty_word(const char *list)
{
	return *list == ',' || strstr(list, ",,") || list[strlen(list) - 1] == ',';
}

/* `value` is the value in the same word, or NULL. */
static int option_take(struct parse *parse, struct found found, const char *value)
{
	const struct option_row *row = found.row;

	if (row->kind == OPTION_SWITCH) {
		if (value)
			return err_set(parse->err, "option '--%s' takes no value", row->name);
		*(bool *)(parse->into + found.at) = true;
		return 0;
	}
	if (!value && !*parse->next)
		return err_set(parse->err, "option '--%s' requires an argument: %s", row->name, row->value);
	value = value ? value : *parse->next++;
	if (!*value || (row->kind == OPTION_LIST && has_empty_word(value)))
		return err_set(parse->err, *value ? "--%s=%s: an empty name in the list" : "option '--%s' requires an argument: %s",
		               row->name, *value ? value : row->value);
	value_set(parse, found, value);
	return 0;
}

static int long_option(struct parse *parse, const char *word)
{
	const char *name = word + 2, *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	struct found found = find(parse->command, name, length, 0);

	if (!found.row)
		return no_such_option(parse, word);
	return option_take(parse, found, equals ? equals + 1 : NULL);
}

static int short_option(struct parse *parse, const char *word)
{
	struct found found = find(parse->command, NULL, 0, word[1]);
	const char *value = word[2] ? word + 2 : NULL;

	if (!found.row || (value && found.row->kind == OPTION_SWITCH))
		return no_such_option(parse, word);
	return option_take(parse, found, value);
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

static bool is_option(const char *word)
{
	return word[0] == '-' && word[1];
}

/* Whether the next operand is the program's name. */
static bool program_is_next(const struct parse *parse)
{
	return parse->command->program && parse->operands->count == parse->command->most;
}

static void operand_take(struct parse *parse)
{
	struct option_words words = {parse->operands->at, parse->operands->count};

	words_add(parse, &words, *parse->next++);
	parse->operands->at = words.at;
	parse->operands->count = words.count;
}

static void operands_take_rest(struct parse *parse)
{
	while (*parse->next && !program_is_next(parse))
		operand_take(parse);
	if (*parse->next)
		parse->operands->program = parse->next;
}

static int option_next(struct parse *parse)
{
	const char *word = *parse->next++;

	return word[1] == '-' ? long_option(parse, word) : short_option(parse, word);
}

static int words_parse(struct parse *parse)
{
	while (*parse->next) {
		const char *word = *parse->next;
		if (!strcmp(word, "--") || (!is_option(word) && program_is_next(parse))) {
			parse->next += !strcmp(word, "--");
			operands_take_rest(parse);
			return 0;
		}
		if (is_help(word)) {
			parse->operands->help = true;
			return 0;
		}
		if (!is_option(word))
			operand_take(parse);
		else if (option_next(parse) < 0)
			return -1;
	}
	return 0;
}

static const char *word_next(const char *word)
{
	word += strcspn(word, " ");
	return word + strspn(word, " ");
}

/* The operand `at` of a synopsis: of "-f FORMAT [options] POLICY TRACE..." POLICY is 0 and TRACE is 1. */
static void operand_name(const char *synopsis, size_t at, struct text *name)
{
	const char *word = synopsis;

	while (*word == '[' || *word == '-' || (*word && at--)) {
		word = *word == '[' ? word + strcspn(word, "]") : *word == '-' ? word_next(word) : word;
		word = word_next(word);
	}
	size_t length = strcspn(word, " ");
	bool several = length > 3 && !strncmp(word + length - 3, "...", 3);
	text_add_bytes(name, word, length - (several ? 3 : 0));
}

static int missing_operand(const struct command *command, const struct operands *operands, struct err *err)
{
	AUTO_TEXT struct text name = {0};

	operand_name(command->synopsis, operands->count, &name);
	return err_set(err, "missing operand: %s; usage: seccord %s %s", name.at ? name.at : "", command->name, command->synopsis);
}

static int operands_check(const struct command *command, const struct operands *operands, struct err *err)
{
	const char *wrong = NULL;

	if (operands->count < command->least)
		return missing_operand(command, operands, err);
	if (operands->count > command->most)
		wrong = "too many operands";
	else if (command->program && !command->program_may_miss && !operands->program)
		wrong = "no program to run";
	if (wrong)
		return err_set(err, "%s; usage: seccord %s %s", wrong, command->name, command->synopsis);
	return 0;
}

int option_parse(const struct command *command, char **argv, void *into, struct operands *operands, struct err *err)
{
	struct parse parse = {.command = command, .next = argv, .into = into, .operands = operands, .err = err};

	if (words_parse(&parse) < 0)
		return -1;
	return operands->help ? 0 : operands_check(command, operands, err);
}

static void help_row(const struct option_row *row, struct text *out)
{
	AUTO_TEXT struct text left = {0};

	if (row->letter)
		text_format(&left, "  -%c, --%s", row->letter, row->name);
	else
		text_format(&left, "      --%s", row->name);
	if (row->value)
		text_format(&left, "=%s", row->value);
	text_format(out, "%-26s %s\n", left.at, row->help);
}

void option_help(const struct command *command, struct text *out)
{
	static const struct option_row help = {'h', "help", OPTION_SWITCH, 0, NULL, "print this help"};

	text_format(out, "seccord %s: %s\n", command->name, command->what);
	text_format(out, "usage: seccord %s %s\n\n", command->name, command->synopsis);
	for (const struct option_row *row = command->options; row->name; row++)
		help_row(row, out);
	for (const struct option_row *row = command->shared; row && row->name; row++)
		help_row(row, out);
	help_row(&help, out);
	if (command->more)
		text_format(out, "\n%s\n", command->more);
	text_format(out, "\nExample: seccord %s\n", command->example);
}
