/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: names separated by commas, in their own text.
 */
#ifndef ANALYZER_LIST_H
#define ANALYZER_LIST_H

#include "core/base/mem.h"

enum { LIST_MOST = 24 };                      /* names per line; further ones are only counted */

struct list {
	struct text text;
	size_t count;
};
void list_add(struct list *list, const char *name);

/* Writes a line unless the list is empty, and frees the list. */
void list_report(struct list *list, struct text *notes, const char *before, const char *behind);

#endif
