/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list keeps the count, and only the first names.
 */
#include "analyzer/text/list.h"

void list_add(struct list *list, const char *name)
{
	if (list->count < LIST_MOST)
		text_format(&list->text, "%s%s", list->count ? ", " : "", name);
	list->count++;
}

void list_report(struct list *list, struct text *notes, const char *before, const char *behind)
{
	if (list->count)
		text_format(notes, "%s%s", before, list->text.at);
	if (list->count > LIST_MOST)
		text_format(notes, " and %zu more", list->count - LIST_MOST);
	if (list->count)
		text_format(notes, "%s\n", behind);
	text_free(&list->text);
}
