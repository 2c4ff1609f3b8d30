/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A list keeps the count, and only the first names; a wrapped column keeps all.
 */
#include "analyzer/text/list.h"

#include <string.h>

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

void wrap_add(struct wrap *wrap, const char *words)
{
	/* A comma may follow. */
	size_t length = strlen(words), width = wrap->width ? wrap->width - 1 : WRAP_WIDTH;

	if (!wrap->empty && wrap->at + 2 + length > width) {
		text_format(wrap->out, ",\n%*s", (int)wrap->start, "");
		wrap->at = wrap->start;
	} else if (!wrap->empty) {
		text_add(wrap->out, ", ");
		wrap->at += 2;
	}
	text_add(wrap->out, words);
	wrap->at += length;
	wrap->empty = false;
}
