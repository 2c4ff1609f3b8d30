/* SPDX-License-Identifier: Apache-2.0 */
/*
 * column: words put behind one another, with commas between them, and broken
 * where a line is full.
 */
#ifndef ANALYZER_COLUMN_H
#define ANALYZER_COLUMN_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/mem.h"

struct column {
	struct text *out;
	size_t start, at;                     /* of the column, and of what comes next */
	bool empty;
};

void column_add(struct column *column, const char *words);

#endif
