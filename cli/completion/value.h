/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value: what stands where on a command line, for completion scripts.
 *
 * All of it comes from the tables of the commands: the names of options, of
 * their values, and the words that they take.
 */
#ifndef CLI_COMPLETION_VALUE_H
#define CLI_COMPLETION_VALUE_H

#include "cli/common/option.h"

enum value_kind {
	VALUE_FREE,                           /* a name or number that nobody can complete */
	VALUE_WORD,                           /* one of the words of `at` */
	VALUE_FILE,
	VALUE_POLICY,                         /* a file, or a default profile by its name */
	VALUE_DIR,
	VALUE_PID
};

struct option_value {
	enum value_kind kind;
	name_at *at;                          /* of VALUE_WORD */
	bool list;                            /* several, separated by commas */
};

/* Of an option that takes a value. */
struct option_value value_of(const struct command *command, const struct option_row *row);

/* Appends the words that operands can be besides files, such as docker:default, each after `before`. */
void value_operand_words(const struct command *command, const char *before, struct text *out);

/* The options of a command: its own, shared ones and --help, by index; NULL past the last. */
const struct option_row *value_option_at(const struct command *command, unsigned i);

/* Whether files can be operands, too. */
bool value_operands_are_files(const struct command *command);

/* Appends the words of a list, each once and after `before`. "errno:NAME" is one for each name. */
void value_words(name_at *at, const char *before, struct text *out);

/* Appends the names of the default profiles. */
void value_profiles(const char *before, struct text *out);

/* The commands by index; NULL past the last. */
typedef const struct command *command_table(unsigned i);

/* The shells: each writes the whole script, for seccord and for the script seccord-ci, whose options are those of `ci`. */
typedef void completion_shell(command_table *command_at, const struct command *ci, struct text *out);
completion_shell completion_bash, completion_zsh, completion_fish;

#endif
