/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A line is broken before the word that does not fit and continues in its
 * column; a word longer than a line gets its own line.
 */
#include "analyzer/text/column.h"

#include <string.h>

enum { LINE_WIDTH = 98 };

void column_add(struct column *column, const char *words)
{
	size_t length = strlen(words);

	if (!column->empty && column->at + 2 + length > LINE_WIDTH) {
		text_format(column->out, ",\n%*s", (int)column->start, "");
		column->at = column->start;
	} else if (!column->empty) {
		text_add(column->out, ", ");
		column->at += 2;
	}
	text_add(column->out, words);
	column->at += length;
	column->empty = false;
}
