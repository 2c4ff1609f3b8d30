/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html: the only place where words become HTML.
 *
 * Markup is a literal of this folder and is written with text_add(). Everything
 * else passes through html_words(), which escapes control characters
 * (core/base/printable) and the characters that HTML gives a meaning to, in text
 * and in quoted attributes alike.
 */
#ifndef ANALYZER_PAGE_HTML_H
#define ANALYZER_PAGE_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/mem.h"

struct html {
	struct text *out;
	bool homes;                           /* print home directories instead of ~ */
};

/* NULL is nothing. */
void html_words(struct html *html, const char *words);

/* The same for each line, with a line break between two. */
void html_lines(struct html *html, const char *lines);

/* "12 345", with spaces that do not break. */
void html_number(struct html *html, uint64_t number);

/* "1 call", "2 calls". */
void html_plural(struct html *html, uint64_t number, const char *thing);

/* "<NAME>words</NAME>"; `name` is a literal and may have attributes. */
void html_element(struct html *html, const char *name, const char *words);

/* A cell of a table with a number, which the script sorts by. */
void html_cell(struct html *html, uint64_t number);

#endif
