/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kafel: shared by the parts of the reader of kafel's language: tokens,
 * conditions, and the grammar around them.
 */
#ifndef EMIT_KAFEL_KAFEL_H
#define EMIT_KAFEL_KAFEL_H

#include "emit/in/readers.h"

enum kafel_kind {
	KAFEL_END, KAFEL_WORD, KAFEL_NUMBER,
	KAFEL_EQ, KAFEL_NE, KAFEL_LE, KAFEL_GE, KAFEL_LT, KAFEL_GT, KAFEL_OR, KAFEL_AND,
	KAFEL_SIGN                            /* one of {}()[],!#|& : the letter of the token's word */
};
enum { KAFEL_WORD_MOST = 63, KAFEL_INCLUDES = 16 };

struct kafel_token {
	enum kafel_kind kind;
	char word[KAFEL_WORD_MOST + 1];
	uint64_t number;
};

struct kafel_file {
	const char *name, *at;                /* owned by the source's arena; at: what is left */
	unsigned line;
	bool including;                       /* within a line with #include */
	struct in_chain chain;
};

struct kafel_lex {
	struct arena *arena;
	struct kafel_file file[KAFEL_INCLUDES + 1];
	unsigned depth;
	struct in_including including;
	size_t alternatives;                  /* made so far of all conditions; bounded */
	struct kafel_token token;             /* the next one */
	const char *name;                     /* where that begins: file ... */
	unsigned line;                        /* ... and line, for messages */
};

int kafel_lex_begin(struct kafel_lex *lex, const struct in_bytes *bytes, struct arena *arena, struct err *err);
int kafel_next(struct kafel_lex *lex, struct err *err);
bool kafel_is_sign(const struct kafel_lex *lex, char sign);
bool kafel_is_word(const struct kafel_lex *lex, const char *word);
bool kafel_is_name(const struct kafel_lex *lex);          /* a word that is no keyword */
int kafel_take_sign(struct kafel_lex *lex, char sign, struct err *err);
int kafel_take_number(struct kafel_lex *lex, uint64_t most, uint64_t *number, struct err *err);
int kafel_take_name(struct kafel_lex *lex, const char **name, const char *what, struct err *err);   /* in the arena; `what` was expected */
int kafel_err(const struct kafel_lex *lex, struct err *err);          /* adds file and line */
int kafel_unexpected(const struct kafel_lex *lex, const char *expected, struct err *err);

struct kafel_constant { const char *name; uint64_t value; };
struct kafel_constants {
	struct kafel_constant *at;
	size_t count, room;
};
const struct kafel_constant *kafel_constant(const struct kafel_constants *constants, const char *name);

/* The names of a call's arguments. */
struct kafel_argument { const char *name; bool wide; };
struct kafel_arguments { struct kafel_argument at[SYSCALL_ARGS]; };

/* A condition as an OR of ANDs. */
struct kafel_all { struct in_test test[SYSCALL_ARGS * 4]; size_t count; };
struct kafel_any {
	struct kafel_all *at;                 /* to be freed */
	size_t count;                         /* 0: never */
	bool unknown;                         /* it compares what no rule can */
};

/* Reads a condition up to its closing brace. */
int kafel_condition(struct kafel_lex *lex, const struct kafel_constants *constants, const struct kafel_arguments *arguments,
                    struct kafel_any *any, struct err *err);

#endif
