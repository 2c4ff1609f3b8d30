/* SPDX-License-Identifier: Apache-2.0 */
/*
 * option: commands and their options as tables.
 *
 * The parser writes into the command's own option struct at the offset in the
 * row; --help is printed from the same rows, so that they always match.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/mem.h"
#include "core/base/nearest.h"

enum option_kind {
	OPTION_SWITCH,                        /* bool */
	OPTION_WORD,                          /* const char *; the last one wins */
	OPTION_WORDS,                         /* struct option_words; all are kept */
	OPTION_LIST                           /* the same, of words separated by commas */
};

struct option_words {
	const char **at;                      /* NULL-terminated once there is one; NULL before */
	size_t count;
};

struct option_row {
	char letter;                          /* 0: no short form */
	const char *name;
	enum option_kind kind;
	size_t at;                            /* offset in the command's struct */
	const char *value;                    /* name of its value in help; NULL for a switch */
	const char *help;
};

/* The words that an option takes, for shells that complete them. The command checks its words itself: it
 * may take others, too, such as errno:NAME. */
struct option_choice {
	const char *name;                     /* of the option; "": operands */
	name_at *at;
};

/* The words of the command line that are not options. */
struct operands {
	struct arena arena;                   /* owns the lists; the words belong to argv */
	const char **at;
	size_t count;
	char **program;                       /* NULL-terminated, part of argv; or NULL */
	bool help;                            /* --help was given: nothing else is checked */
};

struct command {
	const char *name;
	const char *what;                     /* one line */
	const char *synopsis;                 /* after the name in the usage line */
	const char *example;                  /* after "seccord" in the last line of help */
	const char *more;                     /* lines of help after the options, or NULL */
	const struct option_row *options;     /* ends with a row without name */
	size_t size;                          /* of its option struct */
	const struct option_row *shared;      /* rows shared by several commands, for a separate struct; or NULL */
	size_t shared_at;                     /* offset of that struct in the command's */
	size_t least, most;                   /* operands */
	bool program;                         /* a program with arguments follows the operands */
	bool program_may_miss;                /* the program is optional */
	int (*main)(const void *options, const struct operands *operands, struct err *err);
	const struct option_choice *choices;  /* ends with a row without name; NULL: none */
};

enum { OPERANDS_ANY = 1 << 20 };

/* `argv` starts after the command's name. The caller zeroes `into`. */
int option_parse(const struct command *command, char **argv, void *into, struct operands *operands, struct err *err);
void option_help(const struct command *command, struct text *out);

#endif
