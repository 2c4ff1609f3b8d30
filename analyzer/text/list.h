/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: names separated by commas: on one line of a note, or wrapped in a
 * column of a report.
 */
#ifndef ANALYZER_LIST_H
#define ANALYZER_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"

enum { LIST_MOST = 24 };                      /* names per line; further ones are only counted */

struct list {
	struct text text;
	size_t count;
};
void list_add(struct list *list, const char *name);

/* Writes a line unless the list is empty, and frees the list. */
void list_report(struct list *list, struct text *notes, const char *before, const char *behind);

enum { WRAP_WIDTH = 98, WRAP_WIDTH_LEAST = 40 };

struct wrap {
	struct text *out;
	size_t start, at;                     /* offset of the column, and of the next word */
	bool empty;
	size_t width;                         /* of a line; 0: WRAP_WIDTH */
};

/* Breaks the line before words that do not fit and continues in the column; words
 * longer than a line get their own line. */
void wrap_add(struct wrap *wrap, const char *words);

#endif
