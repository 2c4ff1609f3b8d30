/* SPDX-License-Identifier: Apache-2.0 */
/*
 * option: a command is a row of data, and so is each of its options.
 *
 * The parser writes straight into the command's own struct of options, at the
 * offset that the row gives; --help is printed from the same rows, so that the
 * two cannot disagree.
 */
#ifndef CLI_OPTION_H
#define CLI_OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/err.h"
#include "core/base/mem.h"

enum option_kind {
	OPTION_SWITCH,                        /* bool */
	OPTION_WORD,                          /* const char *; the last one given stands */
	OPTION_WORDS                          /* struct words; each one given is kept */
};

struct words {
	const char **at;                      /* NULL-terminated once there is one; NULL before */
	size_t count;
};

struct option_row {
	char letter;                          /* 0: has no short form */
	const char *name;
	enum option_kind kind;
	size_t at;                            /* offset in the command's struct */
	const char *value;                    /* what help calls its value; NULL for a switch */
	const char *help;
};

/* What stands on the command line besides options. */
struct operands {
	struct arena arena;                   /* owns lists; the words themselves are argv's */
	const char **at;
	size_t count;
	char **program;                       /* NULL-terminated, part of argv; or NULL */
	bool help;                            /* --help was asked for: nothing else is checked */
};

struct command {
	const char *name;
	const char *what;                     /* one line */
	const char *synopsis;                 /* behind the name in the line of usage */
	const char *example;                  /* behind "seccord" in the last line of help */
	const char *more;                     /* lines of help behind the options, or NULL */
	const struct option_row *options;     /* ends with a row without a name */
	size_t size;                          /* of its struct of options */
	const struct option_row *shared;      /* rows of several commands, for a struct of their own; or NULL */
	size_t shared_at;                     /* where that struct is in the command's */
	size_t least, most;                   /* operands */
	bool program;                         /* behind the operands comes a program with arguments */
	bool program_may_miss;                /* … or not */
	int (*main)(const void *options, const struct operands *operands, struct err *err);
};

enum { OPERANDS_ANY = 1 << 20 };

/* `argv` is what follows the command's name. `into` is zeroed by the caller. */
int option_parse(const struct command *command, char **argv, void *into, struct operands *operands, struct err *err);
void option_help(const struct command *command, struct text *out);

#endif
