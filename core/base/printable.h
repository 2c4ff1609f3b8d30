/* SPDX-License-Identifier: Apache-2.0 */
/*
 * printable: what of a foreign string may reach a terminal.
 *
 * Paths, arguments, symbols, notes and members of files come from programs and
 * people that may be hostile to whoever reads about them. Everything that is
 * printed passes here: bytes that are not UTF-8, control characters, and
 * characters that are not seen or turn the direction of writing become \xNN,
 * byte by byte.
 */
#ifndef CORE_PRINTABLE_H
#define CORE_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"

/* The length of the UTF-8 sequence at `at` and the character that it stands
 * for; 0 where it is none. Overlong forms and surrogates are none; NUL is none. */
size_t printable_utf8(const char *at, size_t size, uint32_t *character);

/* Whether a terminal shows this character, and nothing else happens. */
bool printable_is(uint32_t character);

/* One line: a newline and a tab become \xNN as well. */
void printable_add(struct text *out, const char *bytes, size_t size);
void printable_add_string(struct text *out, const char *string);

/* A text of our own lines, whose newlines and tabs stay. */
void printable_add_lines(struct text *out, const char *bytes, size_t size);

/* JSON that is already escaped: what is not to be printed becomes \uXXXX, so
 * that the value stays the same. */
void printable_add_json(struct text *out, const char *json, size_t size);

/* As printable_add, into a buffer of fixed size, cut before what does not fit. */
void printable_copy(char *to, size_t room, const char *string);

#endif
