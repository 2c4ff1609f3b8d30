/* SPDX-License-Identifier: Apache-2.0 */
/*
 * in_readers: the readers behind the rows of emit/in/in.c, and what they share.
 *
 * A reader fills a zeroed source whose text for what is told is set. Those of
 * lines name file and line in their errors, those of JSON file and entry.
 */
#ifndef EMIT_IN_READERS_H
#define EMIT_IN_READERS_H

#include <jansson.h>

#include "emit/in/in.h"
#include "emit/in/source.h"

struct in_bytes {
	const char *name, *at;                /* at: terminated, without a NUL inside */
	size_t size;
	arch_set archs;                       /* that the file is said to be for; 0: as it says itself */
	const struct in_options *how;         /* never NULL in what a reader is given */
};

#define INPUT(id, ...) int in_##id(struct in_source *source, const struct in_bytes *bytes, struct err *err);
#include "emit/in/inputs.def"
#undef INPUT

/* OCI's own object, wherever it was found. */
int in_oci_object(struct in_source *source, const struct in_options *how, const json_t *profile, struct err *err);

/* JSON whose numbers go up to 2^64 - 1: those that jansson has no room for are
 * strings. Comments are left out. The caller owns the result. */
json_t *in_json(const struct in_bytes *bytes, struct err *err);

/* A number in decimal or 0x… from either; with `most`. */
int in_number(const json_t *object, const char *key, uint64_t most, uint64_t *out, struct err *err);

/* The documents of a file of YAML as a list of the same JSON. Depth, size and what aliases stand for are bounded. */
json_t *in_yaml(const struct in_bytes *bytes, struct err *err);

/* Lines without their comments and the blanks around them; one that ends in a
 * backslash goes on in the next. */
struct in_lines {
	struct in_bytes bytes;
	size_t at;
	unsigned number, next;                /* of the line, and of what follows it */
	struct text line;
	bool comments_inside;                 /* may stand between a line and what it goes on in */
	bool whole;                           /* a backslash at the end is a character like others */
};
bool in_lines_next(struct in_lines *lines, const char *comments);
int in_lines_err(const struct in_lines *lines, struct err *err);  /* puts file:line in front */
void in_lines_free(struct in_lines *lines);
#define AUTO_LINES __attribute__((cleanup(in_lines_free)))

/* Word by word, in place: the next one of those between `separators`, or NULL. */
char *in_word(char **at, const char *separators);

/* Adds a word from a file to a list that is told: cut and without what is no fit character. */
void in_text_list(struct text *list, const char *word);

/* An errno as a name or a number below 4096. */
int in_errno(const char *word, struct verdict *verdict, struct err *err);

#endif
