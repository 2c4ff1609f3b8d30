/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: names with commas between them, in a text of their own.
 */
#ifndef ANALYZER_LIST_H
#define ANALYZER_LIST_H

#include "core/base/mem.h"

enum { LIST_MOST = 24 };                      /* names in a line; of more only the count is told */

struct list {
	struct text text;
	size_t count;
};
void list_add(struct list *list, const char *name);

/* A line, unless the list is empty; it is used up. */
void list_report(struct list *list, struct text *notes, const char *before, const char *behind);

#endif
