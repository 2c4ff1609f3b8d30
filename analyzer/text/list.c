/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list remembers how many it has, and only the first of them.
 */
#include "analyzer/text/list.h"

void list_add(struct list *list, const char *name)
{
	if (list->count < LIST_MOST)
		text_format(&list->text, "%s%s", list->count ? ", " : "", name);
	list->count++;
}

void list_tell(struct list *list, struct text *told, const char *before, const char *behind)
{
	if (list->count)
		text_format(told, "%s%s", before, list->text.at);
	if (list->count > LIST_MOST)
		text_format(told, " and %zu more", list->count - LIST_MOST);
	if (list->count)
		text_format(told, "%s\n", behind);
	text_free(&list->text);
}
