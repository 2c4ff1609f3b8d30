/* SPDX-License-Identifier: Apache-2.0 */
/*
 * printable: makes foreign strings safe to print on a terminal.
 *
 * Paths, arguments, symbols, notes and members of files come from programs and
 * people that may be hostile. All output passes through here: bytes that are
 * not UTF-8, control characters, and characters that are invisible or change
 * the writing direction become \xNN, byte by byte.
 */
#ifndef CORE_PRINTABLE_H
#define CORE_PRINTABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/mem.h"

/* The length of the UTF-8 sequence at `at`, and its character; 0 if invalid.
 * Overlong forms, surrogates and NUL are invalid. */
size_t printable_utf8(const char *at, size_t size, uint32_t *character);

/* Whether a terminal shows this character without side effects. */
bool printable_is(uint32_t character);

/* One line: newlines and tabs become \xNN as well. */
void printable_add(struct text *out, const char *bytes, size_t size);
void printable_add_string(struct text *out, const char *string);

/* Text of our own lines: newlines and tabs are kept. */
void printable_add_lines(struct text *out, const char *bytes, size_t size);

/* JSON that is already escaped: unprintable characters become \uXXXX, which
 * keeps the value. */
void printable_add_json(struct text *out, const char *json, size_t size);

/* As printable_add, into a fixed-size buffer, truncated at a character boundary. */
void printable_copy(char *to, size_t room, const char *string);

#endif
